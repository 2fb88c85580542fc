// Folding for comparison: vowel marks, tatweel and bidi marks go, forms of one letter meet.
const folding = (() => {
  "use strict";
  const DROPPED = /[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/;
  const SAME = { أ: "ا", إ: "ا", آ: "ا", ٱ: "ا", ى: "ي", ی: "ي", ې: "ي", ئ: "ي", ؤ: "و", ة: "ه", ە: "ه", ک: "ك" };
  const foldLetter = (letter) => {
    if (DROPPED.test(letter)) return "";
    if (/\s/.test(letter)) return " ";
    if (SAME[letter]) return SAME[letter];
    const code = letter.charCodeAt(0);
    if (code >= 0x660 && code <= 0x669) return String(code - 0x660);
    if (code >= 0xfb50 && code <= 0xfeff) return [...letter.normalize("NFKC")].map((l) => SAME[l] ?? (DROPPED.test(l) ? "" : l)).join("");
    return letter.toLowerCase();
  };
  const cache = new Map();
  const foldCached = (letter) => {
    let folded = cache.get(letter);
    if (folded === undefined) cache.set(letter, (folded = foldLetter(letter)));
    return folded;
  };
  // the folded text and, for each of its letters, the offset in the text (UTF-16 units)
  const foldMapped = (text) => {
    const out = [], places = [];
    for (let i = 0; i < text.length; i++) {
      const folded = foldCached(text[i]);
      for (const letter of folded) {
        if (letter === " " && out[out.length - 1] === " ") continue;
        out.push(letter);
        places.push(i);
      }
    }
    return { text: out.join(""), places };
  };
  const fold = (text) => foldMapped(text).text.trim();
  return { fold, foldMapped };
})();

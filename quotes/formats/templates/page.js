"use strict";
(() => {
  const words = JSON.parse(document.getElementById("words").textContent);
  const get = (id) => document.getElementById(id);
  const numbers = (list) => (list ? list.split(" ").map(Number) : []);
  const TYPES = ["direct", "mixed", "indirect", "unmarked"];
  const LINKS = ["overt", "implicit", "none"];
  const TOP = 10;
  const LABEL = 42; // letters of a name beside its bar: two lines
  const MOST_HITS = 5000; // highlighted at once
  let language = "ar";
  const word = (name) => words[language][name] ?? name;

  // ---- what the page holds: an entry for each article, read once from the page itself
  const articles = [...document.querySelectorAll("#articles > article")].map((element) => {
    const rows = [...element.querySelectorAll(".found li")];
    const article = { element, text: element.querySelector(".text"), head: element.querySelector("header") };
    article.quotations = rows.map((row, i) => ({
      article, row, n: i + 1, key: row.dataset.key, type: row.dataset.type, link: row.dataset.link,
      cue: row.dataset.cueText,
    }));
    return article;
  });
  const byElement = new Map(articles.map((article) => [article.element, article]));
  const pieces = (article) => (article.pieces ??= [...article.text.children].map((element) => ({
    element,
    quote: numbers(element.dataset.quote),
    cue: numbers(element.dataset.cue),
    speaker: numbers(element.dataset.speaker),
  })));

  // ---- folding for comparison: vowel marks, tatweel and bidi marks go, forms of one letter meet
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

  // ---- language of the labels
  const relabel = () => {
    for (const element of document.querySelectorAll("[data-word]")) element.textContent = word(element.dataset.word);
    for (const element of document.querySelectorAll("[data-word-placeholder]")) {
      element.placeholder = word(element.dataset.wordPlaceholder);
      element.setAttribute("aria-label", element.placeholder);
    }
    get("language").lang = language === "ar" ? "en" : "ar";
  };
  get("language").addEventListener("click", () => {
    language = language === "ar" ? "en" : "ar";
    relabel();
    refresh();
  });

  // ---- a quotation, its speaker and its cue light up together
  const card = get("card");
  let lit = [], pinned = false;
  const clear = () => {
    for (const element of lit) element.classList.remove("lit");
    lit = [];
    pinned = false;
    card.hidden = true;
    card.classList.remove("pinned");
  };
  const light = (article, wanted) => {
    for (const piece of pieces(article)) {
      const part = ["quote", "cue", "speaker"].some((label) => piece[label].some((n) => wanted.has(n)));
      if (part) {
        piece.element.classList.add("lit");
        lit.push(piece.element);
      }
    }
    for (const { row, n } of article.quotations) {
      if (!wanted.has(n)) continue;
      row.classList.add("lit");
      lit.push(row);
    }
  };
  // the innermost quotation of a piece, and those that it is the speaker or the cue of
  const wantedOf = (element) => new Set([
    ...numbers(element.dataset.quote).slice(-1), ...numbers(element.dataset.speaker), ...numbers(element.dataset.cue),
  ]);
  const showCard = (article, wanted, near) => {
    const facts = [...wanted].sort((a, b) => a - b).map((n) => {
      const copy = document.createElement("div");
      const number = document.createElement("span");
      number.className = "number";
      number.textContent = n;
      copy.className = "entry";
      copy.append(number, article.quotations[n - 1].row.querySelector(".facts").cloneNode(true));
      return copy;
    });
    card.replaceChildren(...facts);
    card.hidden = false;
    const place = [...near.getClientRects()].pop();
    const box = card.getBoundingClientRect();
    const below = place.bottom + 8 + box.height < innerHeight;
    card.style.setProperty("--top", `${Math.max(4, below ? place.bottom + 8 : place.top - box.height - 8)}px`);
    card.style.setProperty("--left", `${Math.max(4, Math.min(place.right - box.width, innerWidth - box.width - 20))}px`);
  };
  const show = (piece, { pin = false } = {}) => {
    const article = byElement.get(piece.closest("article"));
    const wanted = wantedOf(piece);
    clear();
    light(article, wanted);
    showCard(article, wanted, piece);
    pinned = pin;
    card.classList.toggle("pinned", pin);
  };
  const pieceOf = (target) => target.closest?.("#articles .text > *");
  document.addEventListener("mouseover", (event) => {
    if (pinned) return;
    const piece = pieceOf(event.target);
    const row = event.target.closest?.(".found li");
    if (piece) show(piece);
    else {
      clear();
      if (row) light(byElement.get(row.closest("article")), new Set([[...row.parentNode.children].indexOf(row) + 1]));
    }
  });
  document.addEventListener("focusin", (event) => {
    const piece = pieceOf(event.target);
    if (piece && !(pinned && piece.classList.contains("lit"))) show(piece);
  });
  document.addEventListener("focusout", (event) => {
    if (!pinned && pieceOf(event.target)) clear();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("#articles a[href^='#'], #card a[href^='#']");
    const piece = link ? document.getElementById(link.getAttribute("href").slice(1)) : pieceOf(event.target);
    if (piece) {
      if (link) {
        event.preventDefault();
        piece.scrollIntoView({ block: "center" });
        if (piece.tabIndex === 0) piece.focus({ preventScroll: true });
      }
      show(piece, { pin: true });
    } else if (!card.contains(event.target)) clear();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") clear();
    const piece = pieceOf(event.target);
    if (event.key === "Enter" && piece) show(piece, { pin: true });
  });
  addEventListener("scroll", () => pinned || clear(), { passive: true });

  // ---- filter by speaker, search
  const chosen = new Set();
  const speakerButtons = [...document.querySelectorAll("#speakers button[data-key]")];
  const find = (article, query, onlyQuotes) => {
    article.folded ??= foldMapped(article.text.textContent).text;
    if (!article.folded.includes(query)) {
      if (onlyQuotes || !fold(article.head.textContent).includes(query)) return null;
      return [];
    }
    const { places } = foldMapped(article.text.textContent);
    const nodes = [];
    const walker = document.createTreeWalker(article.text, NodeFilter.SHOW_TEXT);
    for (let start = 0; walker.nextNode(); start += walker.currentNode.length) nodes.push({ node: walker.currentNode, start });
    const at = (place, from) => {
      while (from + 1 < nodes.length && nodes[from + 1].start <= place) from++;
      return from;
    };
    const ranges = [];
    let n = 0;
    for (let i = article.folded.indexOf(query); i >= 0; i = article.folded.indexOf(query, i + query.length)) {
      const [start, last] = [places[i], places[i + query.length - 1]];
      n = at(start, n);
      const end = at(last, n);
      if (onlyQuotes && !nodes[n].node.parentElement.closest("mark")) continue;
      const range = new Range();
      range.setStart(nodes[n].node, start - nodes[n].start);
      range.setEnd(nodes[end].node, last - nodes[end].start + 1);
      ranges.push(range);
    }
    return ranges.length || !onlyQuotes ? ranges : null;
  };
  const wants = (quotation) => !chosen.size || chosen.has(quotation.key);
  const refresh = () => {
    clear();
    const query = fold(get("search").value);
    const onlyQuotes = get("only-quotes").checked;
    const hits = [];
    let shown = 0;
    const kept = [];
    for (const article of articles) {
      const found = query ? find(article, query, onlyQuotes) : [];
      const quotations = article.quotations.filter(wants);
      const visible = found !== null && (!chosen.size || quotations.length > 0);
      article.element.hidden = !visible;
      if (!visible) continue;
      shown++;
      hits.push(...found.slice(0, MOST_HITS));
      kept.push(...quotations);
      if (chosen.size || article.filtered) mute(article);
    }
    if (CSS.highlights) CSS.highlights.set("hits", new Highlight(...hits.slice(0, MOST_HITS)));
    for (const button of speakerButtons) button.setAttribute("aria-pressed", chosen.has(button.dataset.key));
    get("all").disabled = !chosen.size;
    const status = get("status");
    status.hidden = !query && !chosen.size;
    status.textContent = !shown ? word("no_match") : [
      ...speakerButtons.filter((b) => chosen.has(b.dataset.key)).map((b) => b.querySelector(".name").textContent),
      `${word("articles")} ${shown}`, `${word("quotations")} ${kept.length}`,
      ...(query ? [`${word("hits")} ${hits.length}`] : []),
    ].join(" · ");
    draw(kept);
  };
  const mute = (article) => {
    const on = new Set(article.quotations.filter(wants).map((quotation) => quotation.n));
    for (const { element, quote, cue, speaker } of pieces(article)) {
      element.classList.toggle("off", ![...quote, ...cue, ...speaker].some((n) => on.has(n)));
    }
    for (const { row, n } of article.quotations) row.classList.toggle("off", !on.has(n));
    article.filtered = chosen.size > 0;
  };
  let waiting;
  const soon = (action) => () => {
    clearTimeout(waiting);
    waiting = setTimeout(action, 120);
  };
  get("search").addEventListener("input", soon(refresh));
  get("only-quotes").addEventListener("change", () => refresh());
  for (const button of speakerButtons) {
    button.addEventListener("click", () => {
      chosen.delete(button.dataset.key) || chosen.add(button.dataset.key);
      refresh();
    });
  }
  get("all").addEventListener("click", () => {
    chosen.clear();
    refresh();
  });
  get("find-speaker").addEventListener("input", (event) => {
    const query = fold(event.target.value);
    for (const button of speakerButtons) {
      button.parentElement.hidden = !fold(button.querySelector(".name").textContent).includes(query);
    }
  });

  // ---- charts: bars from right to left, so their lengths are given as negative numbers
  const tally = (quotations, key) => {
    const counts = new Map();
    for (const quotation of quotations) {
      const name = key(quotation);
      if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    return [...counts].sort((a, b) => b[1] - a[1]);
  };
  // the first label stands at the top, though the library counts from the bottom
  const bars = (id, topDown, topDownSeries) => {
    const figure = get(id), box = figure.querySelector(".chart");
    const labels = [...topDown].reverse();
    const series = topDownSeries.map(({ name, values }) => ({ name, values: [...values].reverse() }));
    const totals = labels.map((_, i) => series.reduce((sum, { values }) => sum + values[i], 0));
    figure.hidden = !labels.length || !Math.max(...totals);
    if (figure.hidden) return;
    box.style.setProperty("--rows", labels.length);
    box.replaceChildren();
    const chart = new Chartist.BarChart(box, {
      labels: labels.map((label) => (label.length > LABEL ? `${label.slice(0, label.lastIndexOf(" ", LABEL - 1))}…` : label)),
      series: series.map(({ name, values }) => ({ className: `kind-${name}`, data: values.map((v) => -v) })),
    }, {
      horizontalBars: true, stackBars: true, low: -Math.max(...totals) * 1.12, high: 0,
      chartPadding: { top: 0, right: 0, bottom: 0, left: 0 },
      axisX: { showGrid: false, showLabel: false, offset: 0 },
      axisY: { position: "end", showGrid: false, offset: Math.min(190, box.clientWidth * 0.45) },
    });
    chart.on("draw", (drawn) => {
      if (drawn.type !== "bar") return;
      const total = totals[drawn.index];
      drawn.element.elem("title").getNode().textContent =
        `${labels[drawn.index]}: ${-drawn.series.data[drawn.index]} ${series.length > 1 ? word(series[drawn.seriesIndex].name) : ""}`;
      if (drawn.seriesIndex === series.length - 1) {
        drawn.group.elem("text", { x: drawn.x2 - 5, y: drawn.y2, class: "total" }).getNode().textContent = total;
      }
    });
    chart.on("created", ({ svg }) => {
      const node = svg.getNode();
      node.setAttribute("viewBox", `0 0 ${box.clientWidth} ${box.clientHeight}`); // paper has another width
      node.setAttribute("role", "img");
      node.setAttribute("aria-label", labels.map((label, i) => `${label}: ${totals[i]}`).reverse().join("؛ "));
    });
  };
  const charted = new Map(speakerButtons.map((b) => [b.dataset.key, b.querySelector(".name")]));
  // values of each kind on a row of its own, so that a kind has one colour on the whole page
  const diagonal = (kinds, counts) => kinds.map((name, i) => ({ name, values: kinds.map((_, j) => (i === j ? counts.get(name) : 0)) }));
  const draw = (quotations) => {
    get("charts").hidden = !quotations.length;
    if (!quotations.length) return;
    const top = tally(quotations.filter(({ key }) => key !== "0"), ({ key }) => key).slice(0, TOP).map(([key]) => key);
    const types = new Map(tally(quotations, ({ type }) => type));
    const present = TYPES.filter((type) => types.has(type));
    bars("who", top.map((key) => charted.get(key).textContent), present.map((name) => ({
      name, values: top.map((key) => quotations.filter((q) => q.key === key && q.type === name).length),
    })));
    bars("types", present.map(word), diagonal(present, types));
    const cues = tally(quotations, ({ cue }) => cue && cue.replace(/[\u064b-\u0652\u0640]/g, "")).slice(0, TOP);
    bars("cues", cues.map(([cue]) => cue), [{ name: "cue", values: cues.map(([, count]) => count) }]);
    const links = new Map(tally(quotations, ({ link }) => link));
    const linked = LINKS.filter((link) => links.has(link));
    bars("links", linked.map(word), diagonal(linked, links));
  };

  // ---- paper: lists open, and closed again afterwards
  let closed = [];
  addEventListener("beforeprint", () => {
    clear();
    closed = [...document.querySelectorAll(".found:not([open])")];
    for (const list of closed) list.open = true;
  });
  addEventListener("afterprint", () => {
    for (const list of closed) list.open = false;
  });

  if (matchMedia("(max-width: 60rem)").matches) get("speakers").open = false;
  get("tools").hidden = get("language").hidden = !articles.length;
  refresh();
})();

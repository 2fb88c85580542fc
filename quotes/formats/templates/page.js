"use strict";
(() => {
  const { fold, foldMapped } = folding;
  const words = JSON.parse(document.getElementById("words").textContent);
  const get = (id) => document.getElementById(id);
  const numbers = (list) => (list ? list.split(" ").map(Number) : []);
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
    for (const element of lit) element.classList.remove("lit", "afar");
    lit = [];
    pinned = false;
    card.hidden = true;
    card.classList.remove("pinned");
  };
  const light = (article, wanted) => {
    for (const piece of pieces(article)) {
      const part = ["quote", "cue", "speaker"].some((label) => piece[label].some((n) => wanted.has(n)));
      if (part) {
        // a speaker named sentences earlier looks unlike one that stands beside its cue
        const afar = piece.speaker.some((n) => wanted.has(n) && article.quotations[n - 1].link === "implicit");
        piece.element.classList.add("lit", ...(afar ? ["afar"] : []));
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
  let hits = [], nextHit = 0;
  const refresh = () => {
    clear();
    const query = fold(get("search").value);
    const onlyQuotes = get("only-quotes").checked;
    hits = [];
    nextHit = 0;
    let shown = 0;
    const kept = [];
    for (const article of articles) {
      const found = query ? find(article, query, onlyQuotes) : [];
      const quotations = article.quotations.filter(wants);
      const visible = found !== null && (!chosen.size || quotations.length > 0);
      article.element.hidden = !visible;
      if (!visible) continue;
      shown++;
      for (const range of found) hits.push(range);
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
  get("search").addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !hits.length) return;
    hits[nextHit].startContainer.parentElement.scrollIntoView({ block: "center" });
    nextHit = (nextHit + 1) % hits.length;
  });
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

  // ---- charts of what is shown
  const nameOf = new Map(speakerButtons.map((b) => [b.dataset.key, b.querySelector(".name").textContent]));
  let drawn = [];
  const draw = (quotations = drawn) => {
    drawn = quotations;
    get("charts").hidden = !quotations.length;
    if (quotations.length && get("charts").open) drawCharts(quotations, { word, nameOf });
  };

  // ---- paper: lists open, and closed again afterwards
  let closed = [];
  addEventListener("beforeprint", () => {
    clear();
    closed = [...document.querySelectorAll(".found:not([open]), #charts:not([open])")];
    for (const list of closed) list.open = true;
    draw();
  });
  addEventListener("afterprint", () => {
    for (const list of closed) list.open = false;
  });

  if (matchMedia("(max-width: 60rem)").matches) get("speakers").open = get("charts").open = false;
  get("charts").addEventListener("toggle", () => draw());
  get("tools").hidden = get("language").hidden = !articles.length;
  refresh();
})();

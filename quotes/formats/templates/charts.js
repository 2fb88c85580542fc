// Charts of who is quoted how often and how. Bars run from right to left, so lengths are negative numbers.
const drawCharts = (() => {
  "use strict";
  const TYPES = ["direct", "mixed", "indirect", "unmarked"];
  const LINKS = ["overt", "implicit", "none"];
  const TOP = 10;
  const LABEL = 42; // letters of a name beside its bar: two lines
  const LETTER = 8; // pixels that hold any letter of a label
  const tally = (quotations, key) => {
    const counts = new Map();
    for (const quotation of quotations) {
      const name = key(quotation);
      if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    return [...counts].sort((a, b) => b[1] - a[1]);
  };
  const shorten = (label) => {
    if (label.length <= LABEL) return label;
    const space = label.lastIndexOf(" ", LABEL - 1);
    return `${label.slice(0, space > 0 ? space : LABEL - 1)}…`;
  };
  // the first label stands at the top, though the library counts from the bottom
  const live = new Map();
  const bars = (id, topDown, topDownSeries, word) => {
    live.get(id)?.detach();
    const figure = document.getElementById(id), box = figure.querySelector(".chart");
    const labels = [...topDown].reverse();
    const series = topDownSeries.map(({ name, values }) => ({ name, values: [...values].reverse() }));
    const totals = labels.map((_, i) => series.reduce((sum, { values }) => sum + values[i], 0));
    figure.hidden = !labels.length || !Math.max(...totals);
    if (figure.hidden) return;
    box.style.setProperty("--rows", labels.length);
    const width = Math.max(...labels.map((label) => shorten(label).length)) * LETTER + 40;
    box.replaceChildren();
    const chart = new Chartist.BarChart(box, {
      labels: labels.map(shorten),
      series: series.map(({ name, values }) => ({ className: `kind-${name}`, data: values.map((v) => -v) })),
    }, {
      horizontalBars: true, stackBars: true, low: -Math.max(...totals) * 1.12, high: 0,
      chartPadding: { top: 0, right: 0, bottom: 0, left: 0 },
      axisX: { showGrid: false, showLabel: false, offset: 0 },
      axisY: { position: "end", showGrid: false, offset: Math.min(190, box.clientWidth * 0.45, width) },
    });
    live.set(id, chart);
    chart.on("draw", (mark) => {
      if (mark.type !== "bar") return;
      const total = totals[mark.index];
      mark.element.elem("title").getNode().textContent =
        `${labels[mark.index]}: ${-mark.series.data[mark.index]} ${series.length > 1 ? word(series[mark.seriesIndex].name) : ""}`;
      if (mark.seriesIndex === series.length - 1) {
        mark.group.elem("text", { x: mark.x2 - 5, y: mark.y2, class: "total" }).getNode().textContent = total;
      }
    });
    chart.on("created", ({ svg }) => {
      const node = svg.getNode();
      node.setAttribute("viewBox", `0 0 ${box.clientWidth} ${box.clientHeight}`); // paper has another width
      node.setAttribute("role", "img");
      node.setAttribute("aria-label", labels.map((label, i) => `${label}: ${totals[i]}`).reverse().join("؛ "));
    });
    // now, not in a moment as the library would: paper doesn't wait
    clearTimeout(chart.initializeTimeoutId);
    chart.initialize();
  };
  // values of each kind on a row of its own, so that a kind has one colour on the whole page
  const diagonal = (kinds, counts) => kinds.map((name, i) => ({ name, values: kinds.map((_, j) => (i === j ? counts.get(name) : 0)) }));

  // word: label of a kind in the reader's language; nameOf: key of a speaker -> name
  return (quotations, { word, nameOf }) => {
    const top = tally(quotations.filter(({ key }) => key !== "0"), ({ key }) => key).slice(0, TOP).map(([key]) => key);
    const types = new Map(tally(quotations, ({ type }) => type));
    const present = TYPES.filter((type) => types.has(type));
    bars("who", top.map((key) => nameOf.get(key)), present.map((name) => ({
      name, values: top.map((key) => quotations.filter((q) => q.key === key && q.type === name).length),
    })), word);
    document.getElementById("who").querySelector(".key").replaceChildren(...present.map((type) => {
      const key = document.createElement("span");
      key.style.setProperty("--of", `var(--${type})`);
      key.textContent = word(type);
      return key;
    }));
    bars("types", present.map(word), diagonal(present, types), word);
    const cues = tally(quotations, ({ cue }) => cue && cue.replace(/[\u064b-\u0652\u0640]/g, "")).slice(0, TOP);
    bars("cues", cues.map(([cue]) => cue), [{ name: "cue", values: cues.map(([, count]) => count) }], word);
    const links = new Map(tally(quotations, ({ link }) => link));
    const linked = LINKS.filter((link) => links.has(link));
    bars("links", linked.map(word), diagonal(linked, links), word);
  };
})();


"use strict";
// What has to be moved sideways on a small screen can be reached and moved with the keyboard.
for (const box of document.querySelectorAll(".scroll")) {
  if (box.scrollWidth <= box.clientWidth) continue;
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", box.querySelector("caption").textContent);
}
// Filters and orders the findings that stand in the page, and says how many are shown. Without it nothing is missing but that.
(() => {
  const form = document.getElementById("filter");
  if (!form) return;
  const field = (id) => document.getElementById(id);
  const text = field("f-text"), verdict = field("f-verdict"), severity = field("f-severity"), rule = field("f-rule"), order = field("f-order"), count = field("f-count");
  const rules = Array.from(document.querySelectorAll("article.rule"), (article) => ({
    article,
    body: article.querySelector("tbody"),
    heading: article.querySelector("h4").textContent.toLowerCase(),
    rows: Array.from(article.querySelectorAll("tbody tr"), (row) => ({ row, words: null })),
  }));
  const parts = Array.from(document.querySelectorAll("section.part"));
  const all = rules.reduce((sum, entry) => sum + entry.rows.length, 0);
  const language = document.documentElement.lang;
  const told = form.dataset;
  const said = (n) => n.toLocaleString(language) + " " + (n === 1 ? told.one : told.several);
  const words = (entry) => (entry.words ??= entry.row.textContent.toLowerCase());

  function show() {
    const wanted = text.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const entry of rules) {
      const data = entry.article.dataset;
      const chosen = (!verdict.value || data.verdict === verdict.value) && (!severity.value || data.severity === severity.value) && (!rule.value || data.rule === rule.value);
      let here = 0;
      for (const row of entry.rows) {
        const fits = chosen && wanted.every((word) => words(row).includes(word) || entry.heading.includes(word));
        row.row.hidden = !fits;
        if (fits) here += 1;
      }
      entry.article.hidden = !(chosen && (here > 0 || (wanted.length === 0 && entry.rows.length === 0)));
      shown += here;
    }
    for (const part of parts) part.hidden = !part.querySelector("article.rule:not([hidden])");
    count.textContent = shown === all ? said(all) + " " + told.listed : [said(shown), told.of, all.toLocaleString(language), told.shown].join(" ");
  }

  function sort() {
    const key = order.value;
    const of = (row) => (key === "number" ? Number(row.dataset.number) : row.querySelector("." + key).textContent);
    const compare = key === "number" ? (a, b) => a - b : new Intl.Collator(language, { numeric: true }).compare;
    for (const entry of rules) {
      if (!entry.body) continue;
      const keyed = entry.rows.map((item) => [of(item.row), item.row]);
      keyed.sort((a, b) => compare(a[0], b[0]) || a[1].dataset.number - b[1].dataset.number);
      entry.body.append(...keyed.map((item) => item[1]));
    }
  }

  let waiting = 0;
  text.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(show, 150); });
  for (const control of [verdict, severity, rule]) control.addEventListener("change", show);
  order.addEventListener("change", sort);
  form.addEventListener("reset", () => setTimeout(() => { sort(); show(); }));
  form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
  form.hidden = false;
  show();
})();

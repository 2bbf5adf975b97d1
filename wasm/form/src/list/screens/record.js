// One row of the list: what its cells say, what was found and why, and what that rests on.

import { fill, h, HEADING, link } from "../../dom.js";
import { ownTexts, sentence } from "../app.js";
import { quoted } from "../../quoted.js";
import { cut, tag } from "./results.js";

/** Longer texts are shown to here; the list holds them whole. */
const LONGEST = 2_000;

/** @typedef {import("../app.js").ListApp} ListApp */

/** @param {ListApp} app @param {number} row @returns {import("../app.js").Screen} */
export function record(app, row) {
  const { t } = app;
  const node = h("div", { id: "dr-record" });
  void app.engine.ask("record", { row }).then((found) => {
    if (!found) return fill(node, h("p", { class: "govuk-body" }, t("record.none")));
    const reference = found.reference ?? {};
    const name = cut(reference.name || reference.id || t("findings.unnamed"), 160);
    const heading = document.getElementById("dr-title");
    if (heading) fill(heading, name);
    app.title(name);
    return fill(node, ...content(app, found));
  });
  return { title: t("record.title", { row: app.n(row) }), back: { text: t("back.results"), href: "#/results" }, body: [h("span", { class: "govuk-caption-l" }, t("record.title", { row: app.n(row) })), HEADING, node] };
}

/** @param {ListApp} app @param {any} found */
function content(app, found) {
  const { t } = app;
  const asking = found.findings.filter((/** @type {any} */ each) => !["met", "does not apply"].includes(each.verdict));
  const met = found.findings.filter((/** @type {any} */ each) => each.verdict === "met");
  const away = found.findings.filter((/** @type {any} */ each) => each.verdict === "does not apply");
  return [
    found.result?.outcome && h("p", { class: "govuk-body-l" }, h("strong", null, found.result.outcome)),
    h("h2", { class: "govuk-heading-m" }, t("record.findings", { n: asking.length })),
    asking.length === 0 && h("p", { class: "govuk-body" }, t("record.nothing")),
    h("ul", { class: "govuk-list dr-findings" }, asking.map((/** @type {any} */ finding) => one(app, finding, found.cells))),
    folded(app, t("record.met", { n: met.length }), met, found.cells), folded(app, t("record.away", { n: away.length }), away, found.cells),
    h("h2", { class: "govuk-heading-m" }, t("record.cells")),
    h("dl", { class: "govuk-summary-list dr-cells" }, found.cells.slice(0, 200).map((/** @type {string} */ cell, /** @type {number} */ place) => {
      const { header, label } = found.headers[place] ?? { header: "", label: null };
      return h("div", { class: "govuk-summary-list__row govuk-summary-list__row--no-actions" }, h("dt", { class: "govuk-summary-list__key" }, cut(header || t("columns.unnamed", { n: place + 1 }), 120), label && label !== header && h("div", { class: "govuk-hint govuk-!-margin-bottom-0" }, label)),
        h("dd", { class: `govuk-summary-list__value dr-value${cell.trim() === "" ? " dr-quiet" : ""}` }, cell.trim() === "" ? t("record.blank") : cut(cell, LONGEST)));
    })),
    found.cells.length > 200 && h("p", { class: "govuk-body" }, t("record.more-cells", { n: app.n(found.cells.length - 200) })),
  ];
}

/** @param {ListApp} app @param {string} title @param {any[]} all @param {string[]} cells */
function folded(app, title, all, cells) {
  if (all.length === 0) return null;
  return h("details", { class: "govuk-details" }, h("summary", { class: "govuk-details__summary" }, h("span", { class: "govuk-details__summary-text" }, title)),
    h("ul", { class: "govuk-list govuk-list--bullet" }, all.map((finding) => h("li", null, app.ruleName(app.rule(finding.rule), finding.rule), finding.item && `, ${finding.person ?? finding.item}`, finding.because.length > 0 && h("ul", { class: "govuk-list govuk-list--bullet dr-quiet", lang: "en" }, finding.because.map((/** @type {string} */ each) => h("li", null, quoted(each, ownTexts(finding, cells)))))))));
}

/** @param {ListApp} app @param {any} finding @param {string[]} cells */
function one(app, finding, cells) {
  const { t } = app;
  const own = ownTexts(finding, cells);
  const rule = app.rule(finding.rule);
  const decision = finding.decision;
  return h("li", { class: "dr-finding" },
    h("div", { class: "dr-finding__head" }, tag(app, finding), h("h3", { class: "govuk-heading-s dr-finding__name" }, app.ruleName(rule, finding.rule), finding.item && `: ${finding.person ?? finding.item}`)),
    h("p", { class: "govuk-body", lang: rule?.language }, cut(sentence(finding.message, own), LONGEST)),
    rule?.why && h("p", { class: "govuk-body" }, h("strong", null, `${t("finding.because")} `), app.ruled(rule, sentence(rule.why))),
    finding.fix && h("p", { class: "govuk-body" }, h("strong", null, `${t("finding.fix")} `), app.ruled(rule, sentence(finding.fix, own))),
    finding.settle.length > 0 && h("p", { class: "govuk-body" }, h("strong", null, `${t("finding.settle")} `), finding.settle.map((/** @type {string} */ path) => app.mapping.fields.find((/** @type {any} */ field) => field.field === path)?.label ?? path).join(", ")),
    finding.values.length > 0 && h("div", null, h("p", { class: "govuk-body-s govuk-!-margin-bottom-1" }, t("finding.used")), h("ul", { class: "govuk-list govuk-list--bullet govuk-body-s" }, finding.values.map((/** @type {any} */ value) => h("li", null, value.label, ": ", h("span", { class: "dr-value" }, value.value ? cut(value.value, LONGEST) : `[${value.state}]`))))),
    finding.because.length > 0 && h("div", null, h("p", { class: "govuk-body-s govuk-!-margin-bottom-1" }, t("finding.decided")), h("ul", { class: "govuk-list govuk-list--bullet govuk-body-s", lang: "en" }, finding.because.map((/** @type {string} */ each) => h("li", null, quoted(each, own))))),
    decision && h("div", { class: "dr-decision" }, h("p", { class: "govuk-body" }, h("strong", null, app.word("decision", decision.state)), `: ${decision.verdict}, ${decision.by}, ${app.date(decision.on)}. ${decision.reason}`)),
    citations(app, finding.cite));
}

/** @param {ListApp} app @param {string[]} ids */
function citations(app, ids) {
  const { t } = app;
  const sources = ids.map((id) => app.about.sources.find((/** @type {any} */ each) => each.id === id) ?? { id, title: id });
  if (sources.length === 0) return null;
  return h("details", { class: "govuk-details govuk-!-margin-bottom-2" }, h("summary", { class: "govuk-details__summary" }, h("span", { class: "govuk-details__summary-text" }, t("finding.rests-on"))),
    h("div", { class: "govuk-details__text" }, h("ul", { class: "govuk-list govuk-list--bullet" }, sources.map((source) => h("li", null, /^https?:\/\//.test(source.url ?? "") ? link(source.title, source.url, { rel: "noreferrer" }) : source.title, source.standing && ` (${source.standing})`, source.checked && ` ${t("finding.checked", { day: app.date(source.checked) })}`)))));
}

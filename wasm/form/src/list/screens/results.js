// What was found: rows in and rows reported, verdicts, rules, and the findings a page at a time.

import { button, fill, h, HEADING, hidden, link } from "../../dom.js";
import { ownTexts, sentence } from "../app.js";
import { quoted } from "../../quoted.js";

const PAGE = 25;
const VERDICTS = ["not met", "cannot tell", "needs a person", "to do"];
const SEVERITIES = ["block", "major", "minor", "review"];

/** @typedef {import("../app.js").ListApp} ListApp */

/** @param {ListApp} app @returns {import("../app.js").Screen} */
export function results(app) {
  const { t, audit } = app;
  const { records, receipt } = audit;
  const region = h("section", { "aria-labelledby": "dr-findings-title", id: "dr-findings" });
  const rules = audit.rules.filter((/** @type {any} */ rule) => VERDICTS.some((verdict) => count(rule, verdict) > 0));
  void findings(app, region, false);
  return {
    title: t("results.title"),
    back: { text: t("back.columns"), href: "#/columns" },
    body: [
      h("span", { class: "govuk-caption-l dr-hash" }, app.file?.name ?? ""), HEADING,
      app.stale && h("div", { class: "dr-note" }, h("p", { class: "govuk-body" }, t("results.stale")), app.act(t("results.again"), () => app.check(), { class: "govuk-button govuk-button--secondary" })),
      h("dl", { class: "dr-figures" }, [[t("results.read"), records.read], [t("results.reported"), records.reported], [t("results.refused"), records.refused]].map(([key, n]) => h("div", null, h("dt", null, key), h("dd", null, app.n(Number(n)))))),
      h("dl", { class: "dr-figures dr-figures--small" }, ["met", ...VERDICTS, "does not apply"].map((verdict) => h("div", null, h("dt", null, app.word("verdict", verdict)), h("dd", null, app.n(receipt.verdicts[verdict.replaceAll(" ", "_")] ?? 0))))),
      h("p", { class: "govuk-body" }, t("results.neutral")),
      audit.decisions && h("p", { class: "govuk-body" }, t("results.decisions", { n: audit.decisions.rows })),
      refusedRows(app),
      region,
      rules.length > 0 && [h("h2", { class: "govuk-heading-m" }, t("results.rules")), h("div", { class: "dr-scroll", tabindex: "0", role: "group", "aria-label": t("results.rules") }, h("table", { class: "govuk-table dr-table" }, h("caption", { class: "govuk-visually-hidden" }, t("results.rules")),
        h("thead", { class: "govuk-table__head" }, h("tr", { class: "govuk-table__row" }, h("th", { class: "govuk-table__header", scope: "col" }, t("results.rule")), VERDICTS.map((verdict) => h("th", { class: "govuk-table__header govuk-table__header--numeric", scope: "col" }, app.word("verdict", verdict))))),
        h("tbody", { class: "govuk-table__body" }, rules.map((/** @type {any} */ rule) => h("tr", { class: "govuk-table__row" }, h("th", { class: "govuk-table__header", scope: "row" }, h("button", { type: "button", class: "dr-link", onclick: () => {
          app.filter = { rules: [rule.id] };
          app.from = 0;
          void findings(app, region, true);
        } }, app.ruleName(app.rule(rule.id), rule.id), hidden(` ${t("results.show")}`)), h("div", { class: "dr-quiet" }, app.word("severity", rule.severity))), VERDICTS.map((verdict) => h("td", { class: "govuk-table__cell govuk-table__cell--numeric", "data-label": app.word("verdict", verdict) }, app.n(count(rule, verdict)))))))))],
      measures(app),
      noticed(app),
    ],
  };
}

/** @param {any} rule @param {string} verdict */
const count = (rule, verdict) => rule.counts[verdict.replaceAll(" ", "_")] ?? 0;

/** @param {ListApp} app */
function refusedRows(app) {
  const { t, audit } = app;
  const rows = audit.records.refused_rows ?? [];
  if (audit.records.refused === 0) return null;
  return h("section", { "aria-labelledby": "dr-refused" }, h("h2", { class: "govuk-heading-m", id: "dr-refused" }, t("results.refused-title", { n: audit.records.refused })), h("p", { class: "govuk-body" }, t("results.refused-text")),
    h("ul", { class: "govuk-list govuk-list--bullet" }, rows.slice(0, 20).map((/** @type {any} */ row) => h("li", null, t("results.refused-row", { row: app.n(row.row) }), ` ${quoted(row.cause)}`))),
    audit.records.refused > 20 && h("p", { class: "govuk-body" }, t("results.refused-more", { n: app.n(audit.records.refused - 20) })));
}

/** Figures over all records, with how groups compare. @param {ListApp} app */
function measures(app) {
  const { t, audit } = app;
  if (audit.words.length === 0) return null;
  return h("section", { "aria-labelledby": "dr-measures" }, h("h2", { class: "govuk-heading-m", id: "dr-measures" }, t("results.measures")), audit.words.map((/** @type {any} */ measure) => [
    h("h3", { class: "govuk-heading-s" }, measure.label),
    [measure.headline || measure.together, measure.headline ? measure.together : measure.verdicts && t("results.verdicts", { list: measure.verdicts }), measure.note].map((text) => text && h("p", { class: "govuk-body" }, text)),
    // How groups compare is what such a measure is for.
    measure.groups.length > 0 && h("details", { class: "govuk-details", open: measure.verdicts !== "" }, h("summary", { class: "govuk-details__summary" }, h("span", { class: "govuk-details__summary-text" }, t("results.groups", { n: measure.groups.length }), hidden(` (${measure.label})`))),
      h("div", { class: "govuk-details__text" }, measure.rules && h("p", { class: "govuk-body" }, measure.rules), groups(app, measure))),
  ]));
}

/** @param {ListApp} app @param {any} measure */
function groups({ t }, measure) {
  const compared = measure.groups.some((/** @type {any} */ group) => group.verdict || group.comparison);
  const all = { group: t("results.group"), figure: t("results.figure"), comparison: t("results.comparison"), verdict: t("results.verdict") };
  const heads = Object.entries(all).slice(0, compared ? 4 : 2);
  return h("div", { class: "dr-scroll", tabindex: "0", role: "group", "aria-label": measure.label }, h("table", { class: "govuk-table dr-table dr-table--measures" }, h("caption", { class: "govuk-visually-hidden" }, measure.label),
    h("thead", { class: "govuk-table__head" }, h("tr", { class: "govuk-table__row" }, heads.map(([, head]) => h("th", { class: "govuk-table__header", scope: "col" }, head)))),
    h("tbody", { class: "govuk-table__body" }, measure.groups.map((/** @type {any} */ group) => h("tr", { class: "govuk-table__row" }, h("th", { class: "govuk-table__header", scope: "row" }, h("div", { class: "dr-quiet" }, group.by_label), group.group),
      heads.slice(1).map(([key, head]) => h("td", { class: "govuk-table__cell", "data-label": head }, group[key])))))));
}

/** What was noticed about the list itself. @param {ListApp} app */
function noticed(app) {
  const { t, audit } = app;
  const notes = audit.list.notes;
  if (notes.length === 0) return null;
  return h("details", { class: "govuk-details" }, h("summary", { class: "govuk-details__summary" }, h("span", { class: "govuk-details__summary-text" }, t("results.noticed", { n: notes.length }))),
    h("div", { class: "govuk-details__text" }, h("ul", { class: "govuk-list govuk-list--bullet" }, notes.slice(0, 100).map((/** @type {any} */ note) => h("li", null, note.column && h("strong", null, `${note.column}: `), quoted(note.what, [note.column ?? ""]), " ", t("results.noted", { n: note.count, rows: note.rows.map((/** @type {number} */ row) => app.n(row)).join(", ") }))))));
}

/** The page of findings that the filter leaves. @param {ListApp} app @param {HTMLElement} region @param {boolean} move whether focus goes to its heading */
async function findings(app, region, move) {
  const { t } = app;
  const page = await app.engine.ask("findings", { filter: { ...app.filter, from: app.from, count: PAGE } });
  const held = document.activeElement instanceof HTMLElement && region.contains(document.activeElement) ? document.activeElement.id : "";
  const heading = h("h2", { class: "govuk-heading-m", id: "dr-findings-title", tabindex: "-1" }, t("findings.title"));
  const shown = page.findings;
  const words = page.total === 0 ? t("findings.none") : t("page.of", { from: app.n(app.from + 1), to: app.n(app.from + shown.length), all: app.n(page.total) });
  const again = (/** @type {number} */ from) => {
    app.from = Math.max(0, from);
    return findings(app, region, true);
  };
  fill(region, heading, filters(app, () => again(0)), h("p", { class: "govuk-body", id: "dr-findings-count" }, words),
    shown.length > 0 && h("table", { class: "govuk-table dr-table dr-table--findings" }, h("caption", { class: "govuk-visually-hidden" }, `${t("findings.title")}: ${words}`),
      h("thead", { class: "govuk-table__head" }, h("tr", { class: "govuk-table__row" }, [t("findings.record"), t("findings.verdict"), t("findings.what")].map((text) => h("th", { class: "govuk-table__header", scope: "col" }, text)))),
      h("tbody", { class: "govuk-table__body" }, shown.map((/** @type {any} */ finding, /** @type {number} */ place) => {
        const rule = app.rule(finding.rule);
        return h("tr", { class: "govuk-table__row" },
          h("th", { class: "govuk-table__header", scope: "row" }, link(cut(finding.record.name || finding.record.id || t("findings.unnamed"), 80), `#/row/${finding.record.row}`, {}, t("findings.row", { row: finding.record.row })), h("div", { class: "dr-quiet" }, t("findings.where", { id: cut(finding.record.id ?? "–", 40), row: app.n(finding.record.row) }))),
          h("td", { class: "govuk-table__cell", "data-label": t("findings.verdict") }, tag(app, finding), finding.decision && h("div", { class: "dr-quiet" }, app.word("decision", finding.decision.state))),
          h("td", { class: "govuk-table__cell", "data-label": t("findings.what") }, h("strong", null, app.ruleName(rule, finding.rule)), finding.item && `, ${finding.person ?? finding.item}`, h("div", { lang: rule?.language }, cut(quoted(finding.message, ownTexts(finding)), 400))));
      }))),
    (app.from > 0 || app.from + PAGE < page.total) && h("nav", { class: "dr-pages", "aria-label": t("findings.pages") },
      app.from > 0 && button(t("page.before"), () => void again(app.from - PAGE), { class: "govuk-button govuk-button--secondary", id: "dr-before-page" }), app.from + PAGE < page.total && button(t("page.next"), () => void again(app.from + PAGE), { class: "govuk-button govuk-button--secondary", id: "dr-next-page" })));
  if (move) {
    heading.focus({ preventScroll: true });
    heading.scrollIntoView({ block: "start" });
    app.voice.say(words, 200);
  } else if (held) document.getElementById(held)?.focus();
}

/** @param {ListApp} app @param {() => Promise<void>} apply */
function filters(app, apply) {
  const { t, filter } = app;
  const option = (/** @type {string} */ value, /** @type {string} */ words, /** @type {string} */ chosen, /** @type {string | undefined} */ lang = undefined) => h("option", { value, selected: value === chosen, lang }, words);
  const group = (/** @type {string} */ id, /** @type {string} */ label, /** @type {HTMLElement} */ control) => h("div", { class: "govuk-form-group" }, h("label", { class: "govuk-label", for: id }, label), control);
  const rule = h("select", { class: "govuk-select", id: "dr-filter-rule" }, option("", t("filter.all"), filter["rules"]?.[0] ?? ""), app.audit.rules.filter((/** @type {any} */ each) => VERDICTS.some((verdict) => count(each, verdict) > 0)).map((/** @type {any} */ each) => option(each.id, each.title || each.id, filter["rules"]?.[0] ?? "", app.rule(each.id)?.language)));
  const severity = h("select", { class: "govuk-select", id: "dr-filter-severity" }, option("", t("filter.all"), filter["severities"]?.[0] ?? ""), SEVERITIES.map((word) => option(word, app.word("severity", word), filter["severities"]?.[0] ?? "")));
  const verdict = h("select", { class: "govuk-select", id: "dr-filter-verdict" }, option("", t("filter.all"), filter["verdicts"]?.[0] ?? ""), VERDICTS.map((word) => option(word, app.word("verdict", word), filter["verdicts"]?.[0] ?? "")));
  const text = h("input", { class: "govuk-input", id: "dr-filter-text", type: "text", value: filter["text"] ?? "", autocomplete: "off" });
  const take = (/** @type {Event} */ event) => {
    event.preventDefault();
    app.filter = { ...(rule.value && { rules: [rule.value] }), ...(severity.value && { severities: [severity.value] }), ...(verdict.value && { verdicts: [verdict.value] }), ...(text.value.trim() && { text: text.value.trim() }) };
    void apply();
  };
  return h("form", { class: "dr-filter", onsubmit: take }, h("fieldset", { class: "govuk-fieldset" }, h("legend", { class: "govuk-fieldset__legend govuk-fieldset__legend--s" }, t("filter.title")),
    h("div", { class: "dr-filter__fields" }, group("dr-filter-verdict", t("filter.verdict"), verdict), group("dr-filter-severity", t("filter.severity"), severity), group("dr-filter-rule", t("filter.rule"), rule), group("dr-filter-text", t("filter.text"), text)),
    h("div", { class: "govuk-button-group" }, h("button", { class: "govuk-button govuk-button--secondary", id: "dr-filter-apply" }, t("filter.apply")), Object.keys(filter).length > 0 && button(t("filter.clear"), () => {
      app.filter = {};
      void apply();
    }, { class: "govuk-button govuk-button--secondary", id: "dr-filter-clear" }))));
}

/** @param {ListApp} app @param {any} finding */
export function tag(app, finding) {
  const look = finding.verdict === "not met" ? finding.severity : finding.verdict === "needs a person" ? "person" : finding.verdict === "to do" ? "later" : "open";
  const known = ["block", "major", "minor", "person", "later", "open"].includes(look) ? look : "open";
  return h("strong", { class: `govuk-tag dr-tag dr-tag--${known}` }, app.word("verdict", finding.verdict), finding.verdict === "not met" && `, ${app.word("severity", finding.severity)}`);
}

/** @param {string} text @param {number} most */
export function cut(text, most) {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

export { sentence };

// Every answer with its state, to be read through before it is handed on.

import { h, button, link, hidden, HEADING } from "../dom.js";
import { card, p, caption, buttons, bullets, details, facts, fact, li, quiet } from "../pieces.js";
import { to, address, steps } from "../router.js";
import { rowsOf } from "../places.js";
import { notable } from "../comments.js";
import { rowTitle } from "./rows.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../app.js").Screen} Screen */
/** @typedef {import("../engine.js").FormSection} FormSection */

/** @param {App} app @param {import("../router.js").Route} route @returns {Screen} */
export function check(app, route) {
  const { t, model } = app;
  const only = route.parts[1];
  const sections = model.sections.filter((section) => (only === undefined || section.id === only));
  const asked = sections.filter((section) => app.sections.get(section.id)?.asked !== "no");
  const kept = [...app.questions.values()].filter((question) => question.asked === "no" && question.value !== "");
  const missing = app.work.answerProblems(only);
  return {
    title: t("check.title"),
    back: app.toTasks(),
    body: [
      caption(app.name()), HEADING,
      !app.locked && button(t(app.noting ? "comment.end" : "comment.begin"), () => {
        app.noting = !app.noting;
        app.show({ keep: true });
      }, { class: "govuk-button govuk-button--secondary dr-screen-only", id: "dr-noting" }),
      missing.length > 0 && h("div", { class: "dr-note" }, p(t("check.to-do", { n: missing.length })),
        bullets(missing.slice(0, 20).map((problem) => li(link(app.full(problem.path, problem.label), withBack(address(problem.path, problem.section), "check")))))),
      asked.map((section) => [
        h("h2", { class: "govuk-heading-m", lang: app.inOtherLanguage(section) }, section.title),
        app.waits(section.id) ? quiet(app.waits(section.id)) : answers(app, section, section.rows ? section.id : "", ""),
      ]).flat(),
      kept.length > 0 && details(t("check.not-asked", { n: kept.length }), [p(t("check.not-asked-text")), facts(kept.map((question) => fact(app.full(question.path, app.labelOf(question.path)), question.value, undefined, "dr-value")))]),
      buttons(h("a", { class: "govuk-button", href: to(["findings"]) }, t("check.onward"))),
    ],
  };
}

/** The answers of a section, a group or a row. @param {App} app @param {FormSection} of @param {string} path of the group; empty for a section @param {string} prefix @returns {HTMLElement[]} */
export function answers(app, of, path, prefix) {
  const { t } = app;
  if (path) {
    const rows = rowsOf(app, path);
    if (rows.length === 0) return [quiet(t("rows.none"))];
    return rows.map((row) => {
      const title = rowTitle(app, row, of);
      return card("h3", title, [link(t(app.locked ? "row.view" : "row.change"), withBack(to(["s", ...steps(row.path)]), "check"), {}, title)],
        row.not_applicable ? h("p", { class: "govuk-body dr-quiet govuk-!-margin-bottom-0" }, t("row.not-applicable")) : answers(app, of, "", `${row.path}.`));
    });
  }
  /** @type {HTMLElement[]} */
  const nodes = [];
  const lines = of.members.flatMap((member) => {
    if (member.kind === "group") return [];
    const question = app.questions.get(`${prefix}${member.id}`);
    if (!question || question.asked !== "yes") return [];
    return [h("div", { class: "govuk-summary-list__row" },
      h("dt", { class: "govuk-summary-list__key", lang: app.inOtherLanguage(member) }, member.label),
      h("dd", { class: `govuk-summary-list__value dr-value${question.state === "answered" ? "" : " dr-quiet"}` }, app.valueOf(question), notable(app, question.path, app.full(question.path, member.label))),
      h("dd", { class: "govuk-summary-list__actions" }, link(t(app.locked ? "row.view" : "change"), withBack(address(question.path, question.section), "check"), {}, app.full(question.path, member.label))))];
  });
  if (lines.length > 0) nodes.push(facts(lines));
  for (const member of of.members) {
    if (member.kind !== "group") continue;
    const rows = rowsOf(app, `${prefix}${member.id}`);
    nodes.push(h("p", { class: "govuk-heading-s" }, member.title, ` (${rows.length})`));
    if (rows.length > 0) nodes.push(inner(app, member, rows));
  }
  if (nodes.length === 0) nodes.push(quiet(t("section.nothing-asked")));
  return nodes;
}

/** Rows within a row, as a table: one column a question. @param {App} app @param {import("../engine.js").FormGroup} group @param {import("../engine.js").GroupRow[]} rows */
function inner(app, group, rows) {
  const fields = group.members.flatMap((member) => (member.kind === "field" ? [member] : []));
  return h("div", { class: "dr-scroll", tabindex: "0", role: "region", "aria-label": app.full(rows[0]?.path.slice(0, rows[0].path.lastIndexOf("[")) ?? "", group.title) }, h("table", { class: "govuk-table dr-table" },
    h("caption", { class: "govuk-visually-hidden" }, group.title),
    h("thead", null, h("tr", { class: "govuk-table__row" }, h("th", { class: "govuk-table__header", scope: "col" }, app.t("row.column")), fields.map((field) => h("th", { class: "govuk-table__header", scope: "col" }, field.label)))),
    h("tbody", null, rows.map((row) => h("tr", { class: "govuk-table__row" },
      h("th", { class: "govuk-table__header", scope: "row" }, String(app.rowNumber(row)), hidden(` ${group.title}`)),
      fields.map((field) => {
        const question = app.questions.get(`${row.path}.${field.id}`);
        return h("td", { class: "govuk-table__cell dr-value", "data-label": field.label }, question ? [app.valueOf(question), notable(app, question.path, app.full(question.path, field.label))] : "");
      }))))));
}

/** @param {string} href @param {string} screen */
export function withBack(href, screen) {
  return `${href}${href.includes("?") ? "&" : "?"}back=${screen}`;
}

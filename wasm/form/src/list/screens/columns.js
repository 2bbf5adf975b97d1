// What each column was taken for, and why; what is not right is said here.

import { button, h, HEADING, hidden } from "../../dom.js";
import { sentence } from "../app.js";
import { reading } from "./reading.js";

/** So many columns are shown at once: a list may have a hundred thousand. */
const PAGE = 50;

/** @param {import("../app.js").ListApp} app @returns {import("../app.js").Screen} */
export function columns(app) {
  const { t, mapping } = app;
  const used = mapping.columns.filter((/** @type {any} */ each) => each.field !== null);
  const unused = mapping.columns.filter((/** @type {any} */ each) => each.field === null);
  const headers = mapping.columns.map((/** @type {any} */ each) => each.header);
  const stages = app.about.stages;
  const stage = h("select", { class: "govuk-select", id: "dr-stage", onchange: () => {
    app.stage = stage.value;
  } }, h("option", { value: "", selected: app.stage === "" }, t("columns.every-stage")), stages.map((/** @type {{ id: string, label: string }} */ each) => h("option", { value: each.id, selected: app.stage === each.id }, each.label)));
  const file = app.file;
  return {
    title: t("columns.title"),
    back: { text: t("back.start"), href: "#/" },
    body: [
      h("span", { class: "govuk-caption-l dr-hash" }, file?.name ?? ""), HEADING,
      h("p", { class: "govuk-body-l" }, t("columns.read", { rows: app.n(app.rows), columns: app.n(mapping.columns.length), used: app.n(used.length) })),
      mapping.problem && h("div", { class: "dr-note dr-note--stop", id: "dr-columns-problem" }, h("p", { class: "govuk-body govuk-!-font-weight-bold" }, t("columns.problem")), mapping.problems.length > 0
        ? h("ul", { class: "govuk-list govuk-list--bullet" }, mapping.problems.slice(0, 20).map((/** @type {any} */ each) => h("li", null, sentence(each.message, headers), each.help && ` ${sentence(each.help.replace(/`--columns ".*?"`/g, t("columns.below")), headers)}`)))
        : h("p", { class: "govuk-body" }, sentence(mapping.problem.message, headers))),
      stages.length > 0 && h("div", { class: "govuk-form-group" }, h("label", { class: "govuk-label govuk-label--s", for: "dr-stage" }, t("columns.stage")), h("p", { class: "govuk-hint", id: "dr-stage-hint" }, t("columns.stage-hint")), stage),
      !mapping.problem && h("div", { class: "govuk-button-group" }, app.act(t("columns.check"), () => app.check(), { id: "dr-check" })),
      h("h2", { class: "govuk-heading-m" }, t("columns.used", { n: used.length })), h("p", { class: "govuk-body" }, t("columns.used-text")),
      pages(app, used, "used"),
      unused.length > 0 && [h("h2", { class: "govuk-heading-m" }, t("columns.unused", { n: unused.length })), h("p", { class: "govuk-body" }, t("columns.unused-text")), pages(app, unused, "unused")],
      mapping.not_supplied.length > 0 && h("details", { class: "govuk-details" }, h("summary", { class: "govuk-details__summary" }, h("span", { class: "govuk-details__summary-text" }, t("columns.not-supplied", { n: mapping.not_supplied.length }))),
        h("div", { class: "govuk-details__text" }, h("p", { class: "govuk-body" }, t("columns.not-supplied-text")), h("ul", { class: "govuk-list govuk-list--bullet" }, mapping.not_supplied.map((/** @type {any} */ each) => h("li", null, each.label))))),
      h("details", { class: "govuk-details" }, h("summary", { class: "govuk-details__summary" }, h("span", { class: "govuk-details__summary-text" }, t("columns.notes"))), h("div", { class: "govuk-details__text" }, h("ul", { class: "govuk-list govuk-list--bullet" }, mapping.notes.map((/** @type {string} */ note) => h("li", null, sentence(note, headers)))))),
      file && reading(app, file, false),
    ],
  };
}

/** @param {import("../app.js").ListApp} app @param {any[]} all @param {"used" | "unused"} name */
function pages(app, all, name) {
  const { t, mapping } = app;
  const node = h("div");
  /** @type {Record<string, number>} */
  const places = /** @type {any} */ (app).columnPages ??= {};
  const show = () => {
    const from = Math.min(places[name] ?? 0, Math.max(0, Math.floor((all.length - 1) / PAGE) * PAGE));
    const shown = all.slice(from, from + PAGE);
    node.replaceChildren(h("table", { class: "govuk-table dr-table dr-table--columns" }, h("caption", { class: "govuk-visually-hidden" }, t(`columns.${name}`, { n: all.length })),
      h("thead", { class: "govuk-table__head" }, h("tr", { class: "govuk-table__row" }, [t("columns.column"), t("columns.field"), t("columns.why"), t("columns.examples")].map((text) => h("th", { class: "govuk-table__header", scope: "col" }, text)))),
      h("tbody", { class: "govuk-table__body" }, shown.map((column) => {
        const header = column.header || t("columns.unnamed", { n: column.column + 1 });
        const id = `dr-column-${column.column}`;
        const choice = h("select", { class: "govuk-select dr-select", id, onchange: () => void app.map(said(app, column, choice.value)).then(() => app.show({ keep: true })) },
          h("option", { value: "", selected: column.field === null }, t("columns.none")), mapping.fields.map((/** @type {any} */ field) => h("option", { value: field.field, selected: column.field === field.field }, field.label)));
        return h("tr", { class: "govuk-table__row" }, h("th", { class: "govuk-table__header", scope: "row" }, short(header)),
          h("td", { class: "govuk-table__cell", "data-label": t("columns.field") }, h("label", { class: "dr-small-label", for: id }, t("columns.field-of"), hidden(` ${short(header)}`)), choice),
          h("td", { class: "govuk-table__cell", "data-label": t("columns.why") }, sentence(column.why, [column.header])),
          h("td", { class: "govuk-table__cell dr-quiet", "data-label": t("columns.examples") }, (mapping.examples[column.column] ?? []).join(" · ") || t("columns.blank")));
      }))),
    all.length > PAGE ? h("nav", { class: "dr-pages", "aria-label": t(`columns.${name}`, { n: all.length }) }, h("p", { class: "govuk-body" }, t("page.of", { from: app.n(from + 1), to: app.n(from + shown.length), all: app.n(all.length) })),
      from > 0 && button(t("page.before"), () => turn(from - PAGE), { class: "govuk-button govuk-button--secondary" }, t(`columns.${name}-short`)), from + PAGE < all.length && button(t("page.next"), () => turn(from + PAGE), { class: "govuk-button govuk-button--secondary" }, t(`columns.${name}-short`))) : "");
  };
  const turn = (/** @type {number} */ to) => {
    places[name] = to;
    show();
    node.querySelector("select")?.focus();
  };
  if (all.length > 0) show();
  return node;
}

/** The pairs with one column said anew. @param {import("../app.js").ListApp} app @param {any} column @param {string} field @returns {[string, string][]} */
function said(app, column, field) {
  const same = app.mapping.columns.filter((/** @type {any} */ each) => each.header === column.header);
  // A number says which, where the header does not.
  const name = column.header !== "" && same.length === 1 ? column.header : String(column.column + 1);
  const others = app.columns.filter(([header, other]) => header !== name && (field === "" || other !== field));
  // What supplied the field until now is set aside.
  const before = field === "" ? [] : /** @type {any[]} */ (app.mapping.columns).filter((each) => each.field === field && each.column !== column.column)
    .map((each) => /** @type {[string, string]} */ ([each.header || String(each.column + 1), ""]));
  return [...others.filter(([header]) => !before.some(([other]) => other === header)), ...before, [name, field]];
}

/** @param {string} text */
const short = (text) => (text.length > 120 ? `${text.slice(0, 120)}…` : text);

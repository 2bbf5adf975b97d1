// What can be saved: the decisions, the register of findings, and the audit in several formats.

import { h, HEADING } from "../../dom.js";
import { download } from "../../exports.js";
import { decisions } from "./start.js";

/** @type {[key: "xlsx" | "csv" | "html" | "markdown" | "json", format: string, ending: string, type: string][]} */
const FORMATS = [["xlsx", "xlsx", "-findings.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"], ["csv", "csv", "-findings.csv", "text/csv"], ["html", "html", "-report.html", "text/html"], ["markdown", "markdown", "-report.md", "text/markdown"], ["json", "json", "-audit.json", "application/json"]];

/** As a shell takes it for one word. @param {string} text */
const quote = (text) => `"${text.replace(/["$`\\]/g, "\\$&")}"`;

/** @param {import("../app.js").ListApp} app @returns {import("../app.js").Screen} */
export function save(app) {
  const { t, draft } = app;
  return {
    title: t("save.title"),
    back: { text: t("back.results"), href: "#/results" },
    body: [
      HEADING,
      h("h2", { class: "govuk-heading-m" }, t("save.decisions")),
      draft.text ? [h("p", { class: "govuk-body" }, t("save.decisions-text", { name: draft.name })), h("p", { class: "dr-command" }, ["regard audit", app.about.id, quote(app.file?.name ?? ""), ...app.columns.map(([header, field]) => `--columns ${quote(`${header}=${field}`)}`), "--decisions", draft.name].join(" ")),
        app.act(t("save.decisions-button"), async () => {
          download(draft.name.replace(/\.(tsv|txt)$/i, ".csv"), draft.text, "text/csv");
          draft.saved();
          app.notice = { text: t("save.done", { name: draft.name }) };
          app.show();
        }, { id: "dr-save-decisions" })] : h("p", { class: "govuk-body" }, t("save.no-decisions")),
      h("h2", { class: "govuk-heading-m" }, t("save.audit")), h("p", { class: "govuk-body" }, t("save.audit-text")),
      h("ul", { class: "govuk-list dr-exports" }, FORMATS.map(([key, format, ending, type]) => h("li", null, app.act(t(`save.${key}`), () => app.save(format, ending, type), { class: "govuk-button govuk-button--secondary govuk-!-margin-bottom-1", id: `dr-save-${key}` }), h("p", { class: "govuk-hint" }, t(`save.${key}-hint`))))),
      h("h2", { class: "govuk-heading-m" }, t("save.before")), decisions(app),
    ],
  };
}

// When something went wrong: a plain sentence, and what has been typed can still be saved.

import { h, button, HEADING } from "../dom.js";
import { p, buttons, bullets, details, formGroup, li, labelFor } from "../pieces.js";
import { saveFile } from "../exports.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../app.js").Screen} Screen */

/** @param {App} app @returns {Screen} */
export function problem(app) {
  const { t } = app;
  const error = app.problem;
  return {
    title: t("trouble.title"),
    body: [HEADING, p(t("trouble.text")),
      app.session && p(t("trouble.kept")),
      [...app.untaken.values()].map(({ label, answer }, place) => formGroup(labelFor(`dr-untaken-${place}`, t("trouble.untaken", { label })),
        h("textarea", { class: "govuk-textarea", id: `dr-untaken-${place}`, rows: "4", readonly: true, value: answer }))),
      buttons(app.session && button(t("trouble.save"), () => saveFile(app)), h("a", { class: "govuk-link", href: app.home() }, t("trouble.back"))),
      error instanceof Error && details(t("trouble.details"), [h("p", { class: "govuk-body dr-hash" }, `${error.name}: ${error.message}`.slice(0, 2000)), diagnostics(error)])],
  };
}

/** What is wrong with a framework, where it said so. @param {Error} error */
function diagnostics(error) {
  const all = /** @type {{ diagnostics?: import("../../../npm/types").Diagnostic[] }} */ (error).diagnostics ?? [];
  return all.length === 0 ? null : bullets(all.slice(0, 20).map((each) => li(`${each.file}:${each.line}:${each.column}: ${each.message}`)));
}

/** An address that leads nowhere. @param {App} app @returns {Screen} */
export function lost(app) {
  const { t } = app;
  return { title: t("lost.title"), body: [HEADING, p(t("lost.text")),
    p(h("a", { class: "govuk-link", href: app.home() }, t("trouble.back")))] };
}

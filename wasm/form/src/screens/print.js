// Everything on one page, for paper: each answer with its state, then the findings.

import { h, button, HEADING } from "../dom.js";
import { p, caption } from "../pieces.js";
import { to } from "../router.js";
import { answers } from "./check.js";
import { findings } from "./findings.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../app.js").Screen} Screen */

/** @param {App} app @returns {Screen} */
export function print(app) {
  const { t, model, doc } = app;
  const sections = model.sections.filter((section) => app.sections.get(section.id)?.asked === "yes");
  const header = t("print.header", { framework: model.title, version: model.version, stage: doc.stage ? app.stageName(doc.stage) : "–", day: app.date(app.day()) });
  return {
    title: t("print.title"),
    back: { text: t("back.to", { title: t("save.title") }), href: to(["save"]) },
    body: [
      caption(app.name()), HEADING,
      p(header), h("p", { class: "govuk-body-s dr-hash" }, `SHA-256 ${model.sha256}`),
      h("div", { class: "dr-screen-only" }, button(t("print.button"), () => window.print())),
      ...sections.flatMap((section) => [h("h2", { class: "govuk-heading-m dr-print-section" }, section.title), ...answers(app, section, section.rows ? section.id : "", "")]),
      h("h2", { class: "govuk-heading-l dr-print-part" }, t("findings.title")),
      ...findings(app).body.filter((node) => node !== HEADING),
    ],
  };
}

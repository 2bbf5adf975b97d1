// Help, the accessibility statement, what happens to what one types, and versions.

import { prose, HEADING } from "../dom.js";
import { p, h2, facts, fact, note } from "../pieces.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../app.js").Screen} Screen */

/** Pages that are a text of the messages each: `## ` begins a part with its heading. */
const PAGES = /** @type {const} */ (["help", "accessibility", "privacy"]);

/** @param {App} app @param {import("../router.js").Route} route @returns {Screen} */
export function about(app, route) {
  const { t, model } = app;
  const name = route.parts[1] ?? "help";
  const back = { text: t("back"), href: app.home() };
  if (name === "versions") {
    return { title: t("about.versions"), back, body: [HEADING,
      facts([
        [t("versions.framework"), `${model.title} (${model.id} ${model.version}${model.jurisdiction ? `, ${model.jurisdiction}` : ""})`],
        [t("versions.hash"), model.sha256], [t("versions.licence"), model.licence || "–"],
        [t("versions.engine"), app.engine.version()], [t("versions.day"), app.date(app.day())],
      ].map(([key = "", value = ""]) => fact(key, value, null, "dr-hash"))),
      model.parameters.length > 0 && [h2(t("versions.parameters")), facts(model.parameters.map((each) => fact(each.id, [`${each.value} ${each.unit}`.trim(), each.why && note(each.why)], null)))],
      h2(t("versions.credits")), p(t("versions.credit-govuk")), p(t("versions.advice"))].flat() };
  }
  const page = PAGES.find((each) => each === name) ?? "help";
  const text = t(`about.${page}-text`, { stays: t("stays.text"), proof: t("stays.proof") });
  const parts = text.split("## ").slice(1).map((part) => part.split("\n\n"));
  return { title: t(`about.${page}`), back, body: [HEADING, parts.flatMap(([heading, ...rest]) => [h2(heading), prose(rest.join("\n\n"))])] };
}

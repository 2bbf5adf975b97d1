// Help, the accessibility statement, what happens to what one types, and versions.

import { h, HEADING } from "../dom.js";
import { to } from "../router.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../app.js").Screen} Screen */
/** @typedef {import("../messages.js").Key} Key */

/** Pages of paragraphs: a heading's key, then the keys of what stands under it; `- ` before a key makes it a point of a list. */
/** @type {Record<string, [Key, string[]][]>} */
const PAGES = {
  help: [["help.fill", ["help.fill-1", "help.fill-2"]], ["help.two", ["help.two-1", "help.two-2"]], ["help.states", ["help.states-1"]], ["help.keys", ["help.keys-1"]], ["help.trouble", ["help.trouble-1"]]],
  accessibility: [
    ["a11y.how", ["a11y.how-1", "a11y.how-2"]],
    ["a11y.tested", ["a11y.tested-1", "- a11y.tested-axe", "- a11y.tested-structure", "- a11y.tested-keys", "- a11y.tested-zoom", "- a11y.tested-colours"]],
    ["a11y.not-tested", ["a11y.not-tested-1", "- a11y.not-reader", "- a11y.not-browsers", "- a11y.not-people", "- a11y.not-welsh"]],
    ["a11y.contact", ["a11y.contact-1"]],
  ],
  privacy: [["privacy.stays", ["stays.text", "stays.proof"]], ["privacy.kept", ["privacy.kept-1", "privacy.kept-2", "privacy.kept-3"]], ["privacy.file", ["privacy.file-1", "privacy.file-2"]], ["privacy.links", ["privacy.links-1"]]],
};

/** @param {App} app @param {import("../router.js").Route} route @returns {Screen} */
export function about(app, route) {
  const { t, model } = app;
  const name = route.parts[1] ?? "help";
  const back = { text: t("back"), href: app.session ? to(["tasks"]) : to([]) };
  if (name === "versions") {
    return { title: t("about.versions"), back, body: [HEADING,
      h("dl", { class: "govuk-summary-list" }, [
        [t("versions.framework"), `${model.title} (${model.id} ${model.version}${model.jurisdiction ? `, ${model.jurisdiction}` : ""})`],
        [t("versions.hash"), model.sha256], [t("versions.licence"), model.licence || "–"],
        [t("versions.engine"), app.engine.version()], [t("versions.day"), app.date(app.day())],
      ].map(([key = "", value = ""]) => h("div", { class: "govuk-summary-list__row govuk-summary-list__row--no-actions" }, h("dt", { class: "govuk-summary-list__key" }, key), h("dd", { class: "govuk-summary-list__value dr-hash" }, value)))),
      model.parameters.length > 0 && [h("h2", { class: "govuk-heading-m" }, t("versions.parameters")), h("dl", { class: "govuk-summary-list" }, model.parameters.map((each) => h("div", { class: "govuk-summary-list__row govuk-summary-list__row--no-actions" },
        h("dt", { class: "govuk-summary-list__key" }, each.id), h("dd", { class: "govuk-summary-list__value" }, `${each.value} ${each.unit}`.trim(), each.why && h("div", { class: "govuk-hint govuk-!-margin-bottom-0" }, each.why)))))],
      h("h2", { class: "govuk-heading-m" }, t("versions.credits")), h("p", { class: "govuk-body" }, t("versions.credit-govuk")), h("p", { class: "govuk-body" }, t("versions.advice"))].flat() };
  }
  const page = Object.hasOwn(PAGES, name) ? PAGES[name] : PAGES["help"];
  const title = /** @type {Key} */ (`about.${Object.hasOwn(PAGES, name) ? name : "help"}`);
  return { title: t(title), back, body: [HEADING, ...(page ?? []).flatMap(([heading, keys]) => [h("h2", { class: "govuk-heading-m" }, t(heading)), ...paragraphs(app, keys)])] };
}

/** @param {App} app @param {string[]} keys */
function paragraphs(app, keys) {
  /** @type {HTMLElement[]} */
  const nodes = [];
  for (const key of keys) {
    const point = key.startsWith("- ");
    const text = app.t(/** @type {Key} */ (point ? key.slice(2) : key));
    const last = nodes.at(-1);
    if (!point) nodes.push(h("p", { class: "govuk-body" }, text));
    else if (last instanceof HTMLUListElement) last.append(h("li", null, text));
    else nodes.push(h("ul", { class: "govuk-list govuk-list--bullet" }, h("li", null, text)));
  }
  return nodes;
}

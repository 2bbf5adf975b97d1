// Help, the accessibility statement, what happens to the list, and versions.

import { h, HEADING } from "../../dom.js";

/** @typedef {import("../app.js").Key} Key */

/** @type {Record<string, [Key, Key[]][]>} */
const PAGES = {
  help: [["help.list", ["help.list-1", "help.list-2"]], ["help.verdicts", ["help.verdicts-1"]], ["help.decide", ["help.decide-1", "help.decide-2"]], ["help.keys", ["help.keys-1"]], ["help.large", ["help.large-1"]]],
  accessibility: [["a11y.how", ["a11y.how-1"]], ["a11y.tested", ["a11y.tested-1"]], ["a11y.not-tested", ["a11y.not-tested-1"]], ["a11y.contact", ["a11y.contact-1"]]],
  privacy: [["stays.title", ["stays.text", "stays.proof"]], ["privacy.kept", ["privacy.kept-1"]]],
};

/** @param {import("../app.js").ListApp} app @param {string} name @returns {import("../app.js").Screen} */
export function about(app, name) {
  const { t } = app;
  const about = app.about;
  const back = { text: t("back"), href: app.audit ? "#/results" : "#/" };
  if (name === "versions") {
    return { title: t("about.versions"), back, body: [HEADING, h("dl", { class: "govuk-summary-list" }, [
      [t("versions.framework"), `${about.title} (${about.id} ${about.version}${about.jurisdiction ? `, ${about.jurisdiction}` : ""})`], [t("versions.hash"), about.sha256], [t("versions.licence"), about.licence || "–"], [t("versions.engine"), about.engine], [t("versions.day"), app.date(about.as_of)],
    ].map(([key, value]) => h("div", { class: "govuk-summary-list__row govuk-summary-list__row--no-actions" }, h("dt", { class: "govuk-summary-list__key" }, key), h("dd", { class: "govuk-summary-list__value dr-hash" }, value)))),
    about.not_expressed.length > 0 && [h("h2", { class: "govuk-heading-m" }, t("versions.not-expressed")), h("ul", { class: "govuk-list govuk-list--bullet" }, about.not_expressed.map((/** @type {any} */ each) => h("li", null, h("strong", null, each.what), each.why && `. ${each.why}.`)))],
    h("p", { class: "govuk-body" }, t("versions.credit")), h("p", { class: "govuk-body" }, t("versions.advice"))] };
  }
  const known = Object.hasOwn(PAGES, name) ? name : "help";
  return { title: t(/** @type {Key} */ (`about.${known}`)), back, body: [HEADING, ...(PAGES[known] ?? []).flatMap(([heading, keys]) => [h("h2", { class: "govuk-heading-m" }, t(heading)), ...keys.map((key) => h("p", { class: "govuk-body" }, t(key)))])] };
}

// The first screen: what the page does, a list to choose, and decisions that were made before.

import { fill, h, HEADING, prose } from "../../dom.js";
import { sentence } from "../app.js";
import { quoted } from "../../quoted.js";
import { reading } from "./reading.js";

/** @param {import("../app.js").ListApp} app @returns {import("../app.js").Screen} */
export function start(app) {
  const { t, about } = app;
  const error = h("p", { class: "govuk-error-message", id: "dr-list-error", hidden: true });
  const input = h("input", { type: "file", class: "dr-file", id: "dr-list-file", accept: ".csv,.tsv,.txt,.xlsx,.xlsm,.ods,text/csv", "aria-describedby": "dr-list-hint dr-list-error", onchange: () => {
    const file = input.files?.[0];
    if (file) void app.read(file);
  } });
  const drop = h("div", { class: "dr-drop", ondragover: (/** @type {DragEvent} */ event) => {
    event.preventDefault();
    drop.classList.add("dr-drop--over");
  }, ondragleave: () => drop.classList.remove("dr-drop--over"), ondrop: (/** @type {DragEvent} */ event) => {
    event.preventDefault();
    drop.classList.remove("dr-drop--over");
    const file = event.dataTransfer?.files[0];
    if (file) void app.read(file);
  } }, h("label", { class: "govuk-label govuk-label--m", for: "dr-list-file" }, t("start.list")), h("p", { class: "govuk-hint", id: "dr-list-hint" }, t("start.list-hint")), error, input);
  return {
    title: t("start.title"),
    body: [
      HEADING,
      ...prose(about.description || t("start.what", { rules: app.n(about.rules.length) }), "govuk-body-l"),
      h("div", { class: "govuk-inset-text dr-stays" }, h("p", { class: "govuk-body govuk-!-font-weight-bold" }, t("stays.title")), h("p", { class: "govuk-body govuk-!-margin-bottom-0" }, t("stays.text"))),
      app.file && h("p", { class: "govuk-body" }, t("start.another", { name: app.file.name })),
      drop,
      app.refused && reading(app, app.refused, true),
      h("h2", { class: "govuk-heading-m" }, t("start.decisions")), decisions(app),
      h("h2", { class: "govuk-heading-m" }, t("start.how")),
      h("ol", { class: "govuk-list govuk-list--number" }, /** @type {const} */ (["how-1", "how-2", "how-3", "how-4"]).map((key) => h("li", null, t(`start.${key}`, { rules: app.n(about.rules.length) })))),
      about.missing.length > 0 && h("p", { class: "govuk-body" }, t("start.missing", { ids: about.missing.join(", ") })),
    ],
  };
}

/** Decisions that were made before, and whether those of here are kept on this computer. @param {import("../app.js").ListApp} app */
export function decisions(app) {
  const { t, draft } = app;
  const state = h("div", { id: "dr-log-state" });
  const error = h("p", { class: "govuk-error-message", id: "dr-log-error", hidden: true });
  const show = () => {
    const opened = /** @type {any} */ (app).opened;
    fill(state, draft.text && h("div", { class: "dr-note" }, h("p", { class: "govuk-body" }, draft.found && !opened?.name ? t("log.found") : t("log.opened", { name: draft.name, n: (opened?.lines ?? 0) + app.made })),
      opened?.refused > 0 && h("p", { class: "govuk-body" }, t("log.refused", { n: opened.refused })),
      opened?.problems?.length > 0 && h("details", { class: "govuk-details" }, h("summary", { class: "govuk-details__summary" }, h("span", { class: "govuk-details__summary-text" }, t("log.problems", { n: opened.problems.length }))),
        h("div", { class: "govuk-details__text" }, h("ul", { class: "govuk-list govuk-list--bullet" }, opened.problems.slice(0, 50).map((/** @type {any} */ each) => h("li", null, t("log.row", { row: each.row }), ` ${quoted(each.message)}`)))))));
  };
  const input = h("input", { type: "file", class: "dr-file", id: "dr-log-file", accept: ".csv,.tsv,.txt,text/csv", "aria-describedby": "dr-log-hint dr-log-error", onchange: async () => {
    const file = input.files?.[0];
    if (!file) return;
    try {
      const opened = await app.openLog(file);
      error.hidden = true;
      show();
      app.voice.say(t("log.opened", { name: file.name, n: opened.lines }), 0);
    } catch (problem) {
      error.hidden = false;
      fill(error, h("span", { class: "govuk-visually-hidden" }, `${t("error.prefix")} `), sentence(app.words(problem).message));
      app.title(t("start.title"), true);
      input.focus();
    }
  } });
  const box = h("input", { class: "govuk-checkboxes__input", type: "checkbox", id: "dr-keep", onchange: () => void draft.choose(box.checked) });
  box.checked = draft.on;
  show();
  return h("div", null, h("div", { class: "govuk-form-group" }, h("label", { class: "govuk-label", for: "dr-log-file" }, t("log.open")), h("p", { class: "govuk-hint", id: "dr-log-hint" }, t("log.hint")), error, input), state,
    h("div", { class: "govuk-form-group" }, h("div", { class: "govuk-checkboxes govuk-checkboxes--small" }, h("div", { class: "govuk-checkboxes__item" }, box, h("label", { class: "govuk-label govuk-checkboxes__label", for: "dr-keep" }, t("keep.question")))),
      h("p", { class: "govuk-hint" }, location.protocol === "file:" ? t("keep.hint-file") : t("keep.hint"))));
}

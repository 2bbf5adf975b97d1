// What reviewers note at questions: kept beside the record in the file, and read by no rule. Notes are written where answers are read
// through, once somebody says that they want to (so that nobody else has a way to write at every answer to go past), and shown at the question.

import { h, fill, hidden } from "./dom.js";
import { noteAt } from "./document.js";
import { today } from "./engine.js";
import { labelFor } from "./pieces.js";

/** @typedef {import("./app.js").App} App */

/** The note at a question; nothing where there is none. @param {App} app @param {string} path */
export function noted(app, path) {
  const known = noteAt(app.doc, path);
  return known && h("div", { class: "govuk-body-s dr-noted" }, app.t("comment.shown", { text: known.text, by: known.by || app.t("comment.nobody"), on: app.date(known.on) }));
}

/** The note with a way to write it. @param {App} app @param {string} path @param {string} label the question with the rows around it */
export function notable(app, path, label) {
  const { t, doc } = app;
  const shown = h("div", null, noted(app, path));
  if (app.locked || !app.noting) return shown;
  const title = h("span", { class: "govuk-details__summary-text" });
  const body = h("div", { class: "govuk-details__text" });
  const name = () => fill(title, t(noteAt(doc, path) ? "comment.change" : "comment.add"), hidden(`: ${label}`));
  const open = () => {
    if (body.firstChild) return;
    const id = `dr-note-${path.replace(/[^\w-]/g, "_")}`;
    const text = h("textarea", { class: "govuk-textarea", rows: "2", id, value: noteAt(doc, path)?.text ?? "", "aria-describedby": `${id}-hint`, onchange: () => write() });
    const by = h("input", { class: "govuk-input govuk-input--width-20", type: "text", id: `${id}-by`, value: noteAt(doc, path)?.by || app.lastPerson, autocomplete: "off", onchange: () => write() });
    const write = () => {
      const words = text.value.trim();
      if (words === "") delete doc.comments[path];
      else doc.comments[path] = { text: words, by: by.value.trim(), on: today() };
      app.lastPerson = by.value.trim();
      fill(shown, noted(app, path));
      name();
      app.noted();
    };
    fill(body, labelFor(id, t("comment.note"), hidden(`: ${label}`)), h("div", { class: "govuk-hint", id: `${id}-hint` }, t("comment.hint")), text,
      labelFor(by.id, t("comment.by"), hidden(`: ${label}`)), by);
  };
  name();
  return h("div", null, shown, h("details", { class: "govuk-details dr-comment dr-screen-only", ontoggle: open }, h("summary", { class: "govuk-details__summary" }, title), body));
}

// What stands around every screen of the page for lists.

import { fill, h } from "../dom.js";
import { frame, label, switches } from "../frame.js";
import { LANGUAGES } from "../messages.js";

/** @typedef {import("./app.js").ListApp} ListApp */

/** @param {ListApp} app */
export function shell(app) {
  const parts = frame(app.root, "dr-form", "dr-list");
  const { header, bar, main } = parts;

  return {
    ...parts,
    /** @param {ListApp} app */
    frame(app) {
      const { t } = app;
      document.documentElement.lang = app.language;
      label(parts, t);
      fill(header, h("div", { class: "govuk-width-container dr-header__inside" }, h("a", { class: "dr-header__name", href: "#/", lang: app.about?.spoken }, app.about?.title ?? ""),
        switches(t, Object.keys(LANGUAGES), app.language, (code) => void app.turn(code))));
      bar.hidden = !app.file || !app.mapping || app.work !== null;
      const here = location.hash.replace(/[?].*$/, "");
      const place = (/** @type {string} */ text, /** @type {string} */ name) => h("li", null, h("a", { class: "dr-bar__link", href: `#/${name}`, "aria-current": (here === `#/${name}` && "page") || (here.startsWith(`#/${name}/`) && "true") }, text));
      const left = app.queue ? ` (${app.n(app.queue.left)})` : "";
      fill(bar, h("div", { class: "govuk-width-container dr-bar__inside" }, h("ul", null, place(t("columns.nav"), "columns"), app.audit && [place(t("results.nav"), "results"), place(`${t("decide.nav")}${left}`, "decide"), place(t("save.nav"), "save")]),
        h("div", { class: "dr-bar__state" }, h("p", { class: "dr-kept" }, app.file?.name ?? "", app.draft.unsaved && `. ${t("kept.unsaved")}`))));
    },
    /** How far the work is, without a new screen. @param {ListApp} app */
    progress(app) {
      const bar = main.querySelector("progress");
      const words = main.querySelector(".dr-progress__words");
      if (!bar || !words || !app.work) return;
      const { what, progress, size } = app.work;
      const done = what === "reading" ? progress.bytes ?? 0 : progress.rows ?? 0;
      if (size > 0) bar.value = Math.min(1, done / size);
      const text = what === "reading" ? app.t("work.read", { rows: app.n(progress.rows ?? 0) })
        : what === "looking" ? app.t("work.looked", { rows: app.n(progress.rows ?? 0), all: app.n(size), found: app.n(progress.found ?? 0) })
        : app.t("work.audited", { rows: app.n(progress.rows ?? 0), all: app.n(size), findings: app.n(progress.findings ?? 0) });
      fill(words, text);
      const tenth = size > 0 ? Math.floor((done / size) * 4) : 0;
      if (Number(bar.dataset["said"] ?? 0) < tenth) {
        bar.dataset["said"] = String(tenth);
        app.voice.say(text, 0);
      }
    },
  };
}

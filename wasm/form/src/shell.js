// What stands around every screen: the way past it, the header with the languages, where one can go, what is kept, and the footer.

import { h, fill, hidden, write } from "./dom.js";
import { frame, label, switches } from "./frame.js";
import { to } from "./router.js";
import { li } from "./pieces.js";

/** @typedef {import("./app.js").App} App */

/**
 * @param {App} app
 * @returns {ReturnType<typeof frame> & { frame: (app: App) => void, undo: (app: App) => void, kept: (app: App) => void }}
 */
export function shell(app) {
  const parts = frame(app.root, "dr-form");
  const { header, bar } = parts;
  const kept = h("p", { class: "dr-kept" });
  const undo = h("div", { class: "dr-undo" });
  /** What can be taken back and made again as it stands there, in words. */
  let shown = "";

  return {
    ...parts,
    frame(app) {
      const { t } = app;
      app.root.lang = app.language;
      if (app.page) document.documentElement.lang = app.language;
      label(parts, t);
      const choice = app.languages().length > 1 && switches(t, app.languages(), app.language, (code) => {
        app.speak(code);
        app.show({ keep: true });
      });
      fill(header, h("div", { class: "govuk-width-container dr-header__inside" },
        h("a", { class: "dr-header__name", href: app.home() }, app.model.title), choice));
      bar.hidden = !app.session;
      const here = location.hash.replace(/[?].*$/, "");
      const place = (/** @type {string} */ text, /** @type {string} */ name) => li(
        h("a", { class: "dr-bar__link", href: to([name]), "aria-current": here === to([name]) && "page" }, text));
      fill(bar, h("div", { class: "govuk-width-container dr-bar__inside" },
        h("ul", null, place(t("tasks.title"), "tasks"), place(t("check.title"), "check"), place(t("findings.title"), "findings"), place(t("save.title"), "save")),
        h("div", { class: "dr-bar__state" }, kept, undo)));
      this.kept(app);
      this.undo(app);
    },
    undo(app) {
      const now = JSON.stringify([app.language, app.locked, app.undos.at(-1)?.label, app.redos.at(-1)?.label]);
      if (now === shown) return;
      shown = now;
      const make = (/** @type {boolean} */ again) => {
        const last = (again ? app.redos : app.undos).at(-1);
        if (!last || app.locked) return null;
        return h("button", { type: "button", class: "dr-link", "data-focus": again ? "dr-redo" : "dr-undo", onclick: () => app.undo(again) },
          app.t(again ? "redo.button" : "undo.button"), hidden(`: ${last.label}`));
      };
      const held = undo.contains(document.activeElement) && document.activeElement instanceof HTMLElement ? document.activeElement.dataset.focus : "";
      fill(undo, make(false), " ", make(true));
      if (held) undo.querySelector("button")?.focus();
    },
    kept(app) {
      const { t, keeper } = app;
      write(kept, app.doc.signed ? t("kept.signed")
        : app.stale ? t("kept.stale")
        : keeper.state === "failed" ? t("kept.failed")
        : !keeper.on ? (keeper.unfiled ? t("kept.unsaved") : t(app.doc.saved ? "kept.filed" : "kept.nowhere"))
        : keeper.unsaved ? t("kept.soon")
        : app.doc.saved ? t("kept.at", { time: app.clock(app.doc.saved) }) : "");
    },
  };
}

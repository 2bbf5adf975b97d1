// What stands around every screen: the way past it, the header with the languages, where one can go, what is kept, and the footer.

import { h, fill, hidden } from "./dom.js";
import { to } from "./router.js";
import { LANGUAGES } from "./messages.js";

/** @typedef {import("./app.js").App} App */

/**
 * @param {App} app
 * @returns {{ main: HTMLElement, before: HTMLElement, status: HTMLElement, frame: (app: App) => void, undo: (app: App) => void, kept: (app: App) => void }}
 */
export function shell(app) {
  const skip = h("a", { class: "govuk-skip-link", href: "#dr-main", onclick: past });
  const header = h("header", { class: "dr-header" });
  const bar = h("nav", { class: "dr-bar" });
  const before = h("nav", { class: "dr-before" });
  const main = h("main", { class: "govuk-main-wrapper", id: "dr-main", tabindex: "-1" });
  const status = h("div", { class: "govuk-visually-hidden", role: "status", id: "dr-status" });
  const footer = h("footer", { class: "dr-footer" });
  const kept = h("p", { class: "dr-kept" });
  const undo = h("div", { class: "dr-undo" });
  fill(app.root, skip, header, bar, h("div", { class: "govuk-width-container" }, before, main), status, footer);
  app.root.classList.add("dr-form", "govuk-template__body");

  // The address stays that of the screen.
  function past(/** @type {Event} */ event) {
    event.preventDefault();
    main.focus();
  }

  return {
    main, before, status,
    frame(app) {
      const { t } = app;
      app.root.lang = app.language;
      if (app.page) document.documentElement.lang = app.language;
      fill(skip, t("skip"));
      const switches = app.languages().length > 1 && h("nav", { class: "dr-languages", "aria-label": t("language.nav") }, h("ul", null, app.languages().map((code) => h("li", null, code === app.language
        ? h("span", { class: "dr-languages__here", lang: code, "aria-current": "true" }, LANGUAGES[code])
        : h("button", { type: "button", class: "dr-link", lang: code, "data-focus": "dr-language", onclick: () => {
          app.speak(code);
          app.show({ keep: true });
        } }, LANGUAGES[code])))));
      fill(header, h("div", { class: "govuk-width-container dr-header__inside" },
        h("a", { class: "dr-header__name", href: app.session ? to(["tasks"]) : to([]) }, app.model.title), switches));
      before.setAttribute("aria-label", t("back"));
      bar.hidden = !app.session;
      bar.setAttribute("aria-label", t("bar.nav"));
      const here = location.hash.replace(/[?].*$/, "");
      const place = (/** @type {string} */ text, /** @type {string} */ name) => h("li", null,
        h("a", { class: "dr-bar__link", href: to([name]), "aria-current": here === to([name]) && "page" }, text));
      fill(bar, h("div", { class: "govuk-width-container dr-bar__inside" },
        h("ul", null, place(t("tasks.title"), "tasks"), place(t("check.title"), "check"), place(t("findings.title"), "findings"), place(t("save.title"), "save")),
        h("div", { class: "dr-bar__state" }, kept, undo)));
      this.kept(app);
      this.undo(app);
      fill(footer, h("div", { class: "govuk-width-container" },
        h("ul", { class: "dr-footer__links" },
          [["about", "help"], ["about/accessibility", "accessibility"], ["about/privacy", "privacy"], ["about/versions", "versions"]].map(([path, key]) =>
            h("li", null, h("a", { class: "govuk-footer-link govuk-link", href: `#/${path}` }, t(/** @type {import("./messages.js").Key} */ (`about.${key}`)))))),
        h("p", { class: "govuk-body-s" }, t("footer.stays")),
        h("p", { class: "govuk-body-s" }, t("footer.not-official"))));
    },
    undo(app) {
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
      const time = (/** @type {string} */ iso) => new Intl.DateTimeFormat(app.locale, { hour: "2-digit", minute: "2-digit" }).format(new Date(iso));
      const text = app.doc.signed ? t("kept.signed")
        : app.stale ? t("kept.stale")
        : keeper.state === "failed" ? t("kept.failed")
        : !keeper.on ? (keeper.unfiled ? t("kept.unsaved") : t("kept.nowhere"))
        : keeper.unsaved ? t("kept.soon")
        : app.doc.saved ? t("kept.at", { time: time(app.doc.saved) }) : "";
      if (kept.textContent !== text) fill(kept, text);
    },
  };
}

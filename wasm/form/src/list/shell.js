// What stands around every screen of the page for lists.

import { fill, h } from "../dom.js";
import { LANGUAGES } from "../messages.js";

/** @typedef {import("./app.js").ListApp} ListApp */

/** @param {ListApp} app */
export function shell(app) {
  const skip = h("a", { class: "govuk-skip-link", href: "#dr-main", onclick: (/** @type {Event} */ event) => {
    // The address stays that of the screen.
    event.preventDefault();
    main.focus();
  } });
  const header = h("header", { class: "dr-header" });
  const bar = h("nav", { class: "dr-bar" });
  const before = h("nav", { class: "dr-before" });
  const main = h("main", { class: "govuk-main-wrapper", id: "dr-main", tabindex: "-1" });
  const status = h("div", { class: "govuk-visually-hidden", role: "status", id: "dr-status" });
  const footer = h("footer", { class: "dr-footer" });
  fill(app.root, skip, header, bar, h("div", { class: "govuk-width-container" }, before, main), status, footer);
  app.root.classList.add("dr-form", "dr-list", "govuk-template__body");

  return {
    main, before, status,
    /** @param {ListApp} app */
    frame(app) {
      const { t } = app;
      document.documentElement.lang = app.language;
      fill(skip, t("skip"));
      fill(header, h("div", { class: "govuk-width-container dr-header__inside" }, h("a", { class: "dr-header__name", href: "#/" }, app.about?.title ?? ""),
        h("nav", { class: "dr-languages", "aria-label": t("language.nav") }, h("ul", null, Object.keys(LANGUAGES).map((code) => h("li", null, code === app.language
          ? h("span", { class: "dr-languages__here", lang: code, "aria-current": "true" }, LANGUAGES[code])
          : h("button", { type: "button", class: "dr-link", lang: code, "data-focus": "dr-language", onclick: () => void app.turn(code) }, LANGUAGES[code])))))));
      before.setAttribute("aria-label", t("back"));
      bar.hidden = !app.file || !app.mapping || app.work !== null;
      bar.setAttribute("aria-label", t("bar.nav"));
      const here = location.hash.replace(/[?].*$/, "");
      const place = (/** @type {string} */ text, /** @type {string} */ name) => h("li", null, h("a", { class: "dr-bar__link", href: `#/${name}`, "aria-current": (here === `#/${name}` && "page") || (here.startsWith(`#/${name}/`) && "true") }, text));
      const left = app.queue ? ` (${app.n(app.queue.left)})` : "";
      fill(bar, h("div", { class: "govuk-width-container dr-bar__inside" }, h("ul", null, place(t("columns.nav"), "columns"), app.audit && [place(t("results.nav"), "results"), place(`${t("decide.nav")}${left}`, "decide"), place(t("save.nav"), "save")]),
        h("div", { class: "dr-bar__state" }, h("p", { class: "dr-kept" }, app.file?.name ?? "", app.draft.unsaved && `. ${t("kept.unsaved")}`))));
      fill(footer, h("div", { class: "govuk-width-container" },
        h("ul", { class: "dr-footer__links" }, /** @type {const} */ (["help", "accessibility", "privacy", "versions"]).map((name) => h("li", null, h("a", { class: "govuk-footer-link govuk-link", href: `#/about/${name}` }, t(`about.${name}`))))),
        h("p", { class: "govuk-body-s" }, t("footer.stays")),
        h("p", { class: "govuk-body-s" }, t("footer.not-official"))));
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

// What both pages, the form and the page for lists, have around their screens, and how one screen takes the place of another.

import { fill, h, HEADING } from "./dom.js";
import { LANGUAGES } from "./messages.js";

/** @typedef {import("./dom.js").Child} Child */
/** @typedef {(key: any) => string} Translate */
/** @typedef {{ title: string, body: Child[], back?: { text: string, href: string } | null | undefined }} Shown */

/**
 * The parts of a page, in the element that holds it.
 *
 * @param {HTMLElement} root @param {...string} classes
 */
export function frame(root, ...classes) {
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
  fill(root, skip, header, bar, h("div", { class: "govuk-width-container" }, before, main), status, footer);
  root.classList.add(...classes, "govuk-template__body");
  return { skip, header, bar, before, main, status, footer };
}

/** Says what is in the frame in the language in hand. @param {ReturnType<typeof frame>} parts @param {Translate} t */
export function label({ skip, before, bar, footer }, t) {
  fill(skip, t("skip"));
  before.setAttribute("aria-label", t("back"));
  bar.setAttribute("aria-label", t("bar.nav"));
  const about = (/** @type {string} */ place, /** @type {string} */ key) => h("li", null, h("a", { class: "govuk-footer-link govuk-link", href: `#/about${place}` }, t(`about.${key}`)));
  fill(footer, h("div", { class: "govuk-width-container" },
    h("ul", { class: "dr-footer__links" }, about("", "help"), about("/accessibility", "accessibility"), about("/privacy", "privacy"), about("/versions", "versions")),
    h("p", { class: "govuk-body-s" }, t("footer.stays")),
    h("p", { class: "govuk-body-s" }, t("footer.not-official"))));
}

/** The languages to choose from, the one in hand marked. @param {Translate} t @param {string[]} codes @param {string} here @param {(code: string) => void} speak */
export function switches(t, codes, here, speak) {
  return h("nav", { class: "dr-languages", "aria-label": t("language.nav") }, h("ul", null, codes.map((code) => h("li", null, code === here
    ? h("span", { class: "dr-languages__here", lang: code, "aria-current": "true" }, LANGUAGES[code])
    : h("button", { type: "button", class: "dr-link", lang: code, "data-focus": "dr-language", onclick: () => speak(code) }, LANGUAGES[code])))));
}

/** @param {string} title @param {string} text @param {Child} [more] */
export function banner(title, text, more) {
  return h("div", { class: "govuk-notification-banner", role: "region", "aria-labelledby": "dr-notice" },
    h("div", { class: "govuk-notification-banner__header" }, h("h2", { class: "govuk-notification-banner__title", id: "dr-notice" }, title)),
    h("div", { class: "govuk-notification-banner__content" }, h("p", { class: "govuk-notification-banner__heading" }, text), more));
}

/** Puts a screen into the page, what is said above it first. @param {ReturnType<typeof frame>} parts @param {Shown} screen @param {Child[]} above @returns {HTMLElement} its heading */
export function put({ main, before }, screen, above) {
  const heading = h("h1", { class: "govuk-heading-l", tabindex: "-1", id: "dr-title" }, screen.title);
  before.hidden = !screen.back;
  fill(before, screen.back && h("a", { class: "govuk-back-link", href: screen.back.href }, screen.back.text));
  fill(main, above, screen.body.flatMap((node) => (node === HEADING ? [heading] : [node])));
  if (!main.contains(heading)) main.prepend(heading);
  return heading;
}

/** Remembers what has the focus and how far the page is scrolled; what comes back puts both back once the same screen stands there again. @param {HTMLElement} root */
export function place(root) {
  const inside = document.activeElement;
  const held = inside instanceof HTMLElement && root.contains(inside) ? inside.id || inside.dataset["focus"] || "" : null;
  const scroll = window.scrollY;
  return (/** @type {HTMLElement} */ heading) => {
    const again = held && root.querySelector(`#${CSS.escape(held)}, [data-focus="${CSS.escape(held)}"]`);
    if (again instanceof HTMLElement) again.focus({ preventScroll: true });
    else if (held !== null) heading.focus({ preventScroll: true });
    window.scrollTo(0, scroll);
  };
}

/** The title of the window: the parts that say something, each once. @param {string} prefix @param {string[]} parts */
export function nameWindow(prefix, parts) {
  document.title = prefix + parts.filter((part, place, all) => part !== "" && all.indexOf(part) === place).join(" – ");
}

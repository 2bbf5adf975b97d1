// Pieces of which many screens are made, each with the classes that the styles know it by.

import { h } from "./dom.js";

/** @typedef {import("./dom.js").Child} Child */
/** @typedef {import("./dom.js").Props} Props */

/** A paragraph. @param {...Child} children */
export function p(...children) {
  return h("p", { class: "govuk-body" }, children);
}

/** A paragraph that says less than others: that there is nothing, or that it comes later. @param {...Child} children */
export function quiet(...children) {
  return h("p", { class: "govuk-body dr-quiet" }, children);
}

/** A line in small letters above a list. @param {...Child} children */
export function lead(...children) {
  return h("p", { class: "govuk-body-s govuk-!-margin-bottom-1" }, children);
}

/** What is said of the thing above it. @param {...Child} children */
export function note(...children) {
  return h("div", { class: "govuk-hint govuk-!-margin-bottom-0" }, children);
}

/** The heading of a part of a screen. @param {...Child} children */
export function h2(...children) {
  return h("h2", { class: "govuk-heading-m" }, children);
}

/** What stands above the heading of a screen. @param {...Child} children */
export function caption(...children) {
  return h("span", { class: "govuk-caption-l" }, children);
}

/** Buttons and links beside each other. @param {...Child} children */
export function buttons(...children) {
  return h("div", { class: "govuk-button-group" }, children);
}

/** A button that looks like a link. @param {() => void} act @param {...Child} children */
export function plain(act, ...children) {
  return h("button", { type: "button", class: "dr-link", onclick: act }, children);
}

/** A list with a point before each line. @param {...Child} children */
export function bullets(...children) {
  return h("ul", { class: "govuk-list govuk-list--bullet" }, children);
}

/** The same in small letters. @param {...Child} children */
export function points(...children) {
  return h("ul", { class: "govuk-list govuk-list--bullet govuk-body-s" }, children);
}

/** A line of a list. @param {...Child} children */
export function li(...children) {
  return h("li", null, children);
}

/** A part of a screen with its heading, which names it for those who hear it. @param {string} id of the heading @param {Child} title @param {...Child} children */
export function part(id, title, ...children) {
  return h("section", { "aria-labelledby": id }, h("h2", { class: "govuk-heading-m", id }, title), children);
}

/** What opens when somebody wants to know more. @param {Child} title @param {Child} inside @param {string} [look] */
export function details(title, inside, look = "") {
  return h("details", { class: `govuk-details ${look}` },
    h("summary", { class: "govuk-details__summary" }, h("span", { class: "govuk-details__summary-text" }, title)), h("div", { class: "govuk-details__text" }, inside));
}

/** A list of things with what is to be said of each: made of `fact`. @param {...Child} children */
export function facts(...children) {
  return h("dl", { class: "govuk-summary-list" }, children);
}

/**
 * What is to be said of a thing. `actions`: `null` where others of the list have something that can be done and this has not.
 *
 * @param {Child} name @param {Child} value @param {Child} [actions] @param {string} [look] of the value
 */
export function fact(name, value, actions, look = "") {
  return h("div", { class: `govuk-summary-list__row${actions === null ? " govuk-summary-list__row--no-actions" : ""}` },
    h("dt", { class: "govuk-summary-list__key" }, name), h("dd", { class: `govuk-summary-list__value ${look}` }, value), actions !== undefined && actions !== null && h("dd", { class: "govuk-summary-list__actions" }, actions));
}

/** What a button is that is not the first one of a screen. */
export const SECONDARY = Object.freeze({ class: "govuk-button govuk-button--secondary" });

/** Controls with a button at their end; the browser itself neither checks nor sends anything. @param {() => void} take @param {...Child} children */
export function form(take, ...children) {
  return h("form", { novalidate: true, onsubmit: (/** @type {Event} */ event) => {
    event.preventDefault();
    take();
  } }, children);
}

/** The name of a control. @param {string} id of the control @param {...Child} children */
export function labelFor(id, ...children) {
  return h("label", { class: "govuk-label", for: id }, children);
}

/** The same, in bold. @param {string} id of the control @param {...Child} children */
export function boldLabel(id, ...children) {
  return h("label", { class: "govuk-label govuk-label--s", for: id }, children);
}

/** What belongs to one question. @param {...Child} children */
export function formGroup(...children) {
  return h("div", { class: "govuk-form-group" }, children);
}

/** Controls that answer one question together. @param {Child} question @param {...Child} children */
export function fieldset(question, ...children) {
  return h("fieldset", { class: "govuk-fieldset" }, h("legend", { class: "govuk-fieldset__legend govuk-fieldset__legend--s" }, question), children);
}

/** Where it stands what is wrong with an answer. @param {string} id */
export function errorLine(id) {
  return h("p", { class: "govuk-error-message", id, hidden: true });
}

/** A button to choose one of several, or a box to tick. @param {"radios" | "checkboxes"} kind @param {Props} props */
export function tick(kind, props) {
  return h("input", { class: `govuk-${kind}__input`, type: kind === "radios" ? "radio" : "checkbox", ...props });
}

/** The same with its words. @param {"radios" | "checkboxes"} kind @param {HTMLInputElement} input @param {Child} words @param {...Child} more */
export function choice(kind, input, words, ...more) {
  return h("div", { class: `govuk-${kind}__item` }, input, h("label", { class: `govuk-label govuk-${kind}__label`, for: input.id }, words), more);
}

/** A thing with a heading of its own, what can be done with it, and what it says. @param {"h2" | "h3"} level @param {Child} title @param {Child[]} actions @param {Child} inside */
export function card(level, title, actions, inside) {
  return h("div", { class: "govuk-summary-card" },
    h("div", { class: "govuk-summary-card__title-wrapper" }, h(level, { class: "govuk-summary-card__title" }, title),
      h("ul", { class: "govuk-summary-card__actions" }, actions.map((action) => action && h("li", { class: "govuk-summary-card__action" }, action)))),
    h("div", { class: "govuk-summary-card__content" }, inside));
}

/**
 * A line of a list of tasks; without an address it cannot be begun yet.
 *
 * @param {string} id @param {string} href @param {string} title @param {Child} hint @param {Child} [status] @param {string | false} [lang] of the title
 */
export function task(id, href, title, hint, status, lang = false) {
  const described = [hint && `${id}-hint`, status && `${id}-status`].filter(Boolean).join(" ");
  return h("li", { class: `govuk-task-list__item${href && " govuk-task-list__item--with-link"}` },
    h("div", { class: "govuk-task-list__name-and-hint" },
      href ? h("a", { class: "govuk-link govuk-task-list__link", href, "aria-describedby": described, lang }, title) : h("div", { lang }, title),
      hint && h("div", { class: "govuk-task-list__hint", id: `${id}-hint` }, hint)),
    status && h("div", { class: `govuk-task-list__status${href ? "" : " govuk-task-list__status--cannot-start-yet"}`, id: `${id}-status` }, status));
}

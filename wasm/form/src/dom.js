// Elements without markup: everything that people or frameworks wrote goes in as text, and `innerHTML` is used nowhere.

/** @typedef {Node | string | number | null | undefined | false | readonly any[]} Child */
/** @typedef {Record<string, unknown>} Props */

/** Addresses that a link may have: places in this page, the web, mail, and files that the page itself made. */
const SAFE = /^(?:#|https?:\/\/|mailto:|blob:)/i;

/**
 * An element with attributes and children. `on…` keys are listeners, `value` and `checked` are set as properties, `true` is an attribute without a value, and
 * `false`, `null` and `undefined` leave the attribute out. A link to anything but a safe address becomes a link to nowhere.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Props | null} [props]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), /** @type {EventListener} */ (value));
    else if (key === "value" || key === "checked" || key === "selected") /** @type {any} */ (element)[key] = value;
    else if (key === "href" && !SAFE.test(String(value))) element.setAttribute("data-refused", "href");
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  append(element, children);
  return element;
}

/** @param {Node} parent @param {(Child | Child[])[]} children */
export function append(parent, children) {
  for (const child of children.flat(9)) {
    if (child === null || child === undefined || child === false) continue;
    parent.appendChild(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/** @param {Element} parent @param {...(Child | Child[])} children */
export function fill(parent, ...children) {
  parent.replaceChildren();
  append(parent, children);
}

/** Puts words into an element, which is not touched where it says them already. A text is altered where it stands: there is less to style and lay out than with another one in its place. @param {Element} element @param {string} words */
export function write(element, words) {
  const text = element.firstChild;
  if (element.textContent === words) return;
  if (text instanceof Text && text === element.lastChild) text.data = words;
  else fill(element, words);
}

/**
 * A list whose nodes stay as long as their items do, so that focus, caret and the place of a screen reader survive. What it gives brings `parent`, which has no
 * other children, up to date.
 *
 * @template T
 * @param {Element} parent
 * @param {(item: T) => string} key what an item is, and all that its node shows, but for what `alter` brings up to date: with another key comes another node
 * @param {(item: T) => HTMLElement} make
 * @param {(node: HTMLElement, item: T) => void} [alter]
 * @returns {(items: T[]) => void}
 */
export function list(parent, key, make, alter = () => {}) {
  /** @type {Map<string, HTMLElement>} */
  let known = new Map();
  return (items) => {
    const before = known;
    known = new Map(items.map((item) => {
      const name = key(item);
      const node = before.get(name) ?? make(item);
      alter(node, item);
      return [name, node];
    }));
    for (const [name, node] of before) if (!known.has(name)) node.remove();
    let next = parent.firstElementChild;
    for (const node of known.values()) {
      if (node === next) next = node.nextElementSibling;
      else parent.insertBefore(node, next);
    }
  };
}

/**
 * A text of a framework as paragraphs and lists: a blank line begins a paragraph, lines that begin with `- ` are a list. Nothing else in it means anything.
 *
 * @param {string} text
 * @param {string} [className]
 * @returns {HTMLElement[]}
 */
export function prose(text, className = "govuk-body") {
  return text.split(/\n\s*\n/).filter((part) => part.trim() !== "").map((part) => {
    const lines = part.split("\n").map((line) => line.trim()).filter((line) => line !== "");
    if (lines.every((line) => line.startsWith("- "))) {
      return h("ul", { class: "govuk-list govuk-list--bullet" }, lines.map((line) => h("li", null, line.slice(2))));
    }
    return h("p", { class: className }, lines.join(" "));
  });
}

/** @param {string} text */
export function hidden(text) {
  return h("span", { class: "govuk-visually-hidden" }, text);
}

/** @param {string} text @param {string} href @param {Props} [props] @param {string} [more] words for those who hear the link by itself */
export function link(text, href, props = {}, more = "") {
  return h("a", { class: "govuk-link", href, ...props }, text, more && hidden(` ${more}`));
}

/**
 * A button that does one thing at a time: a second press within a second is the same press.
 *
 * @param {string} text
 * @param {(event: Event) => void} act
 * @param {Props} [props]
 * @param {string} [more]
 */
export function button(text, act, props = {}, more = "") {
  let last = -Infinity;
  const once = (/** @type {Event} */ event) => {
    if (event.timeStamp - last < 500) return;
    last = event.timeStamp;
    act(event);
  };
  return h("button", { type: "button", class: "govuk-button", onclick: once, ...props }, text, more && hidden(` ${more}`));
}

/**
 * Shows what is wrong with an answer beside its control and ties the two, or takes it away.
 *
 * @param {{ group: Element, error: HTMLElement, target: Element }} parts @param {string} words none when nothing is wrong @param {string} prefix for those who hear it @param {string} [other] what else describes the control
 */
export function fault({ group, error, target }, words, prefix, other = "") {
  const bad = words !== "";
  error.hidden = !bad;
  fill(error, bad && [hidden(`${prefix} `), words]);
  group.classList.toggle("govuk-form-group--error", bad);
  const ids = `${other} ${bad ? error.id : ""}`.trim();
  if (ids) target.setAttribute("aria-describedby", ids);
  else target.removeAttribute("aria-describedby");
}

/** Stands in the body of a screen where its heading goes, when that is not first. */
export const HEADING = /** @type {any} */ (Object.freeze({}));

/** Gives the page more styles: made of text, and no element, so that its policy needs no exception. @param {string} css */
export function dress(css) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
}

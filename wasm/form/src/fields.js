// One file for each kind of question would be a file of ten lines each: the kinds are here together, one entry a type. An entry makes the control, reads it,
// and writes an answer into it. What an answer means, and whether it can be read, the engine says.

import { h, fill, hidden, write } from "./dom.js";
import { formGroup, tick, choice } from "./pieces.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("./engine.js").FormField} FormField */
/** @typedef {import("./engine.js").Question} Question */
/** @typedef {import("./engine.js").Answer} Answer */

/**
 * A control in the page. `first` is what a link to the question focuses.
 *
 * @typedef {object} Control
 * @property {HTMLElement} node
 * @property {() => HTMLElement} first
 * @property {() => Answer} read
 * @property {(answer: Answer, shown?: string) => void} write `shown`: the answer as people read it, for records that hold a label in place of an id
 * @property {boolean} grouped whether its name is a legend
 */

/**
 * @typedef {object} Given
 * @property {App} app
 * @property {FormField} field
 * @property {string} id
 * @property {(ids: string[]) => string} described what else describes it
 * @property {() => void} changed
 */

/** Options beyond this are a list to choose from rather than buttons. */
const MANY = 15;

/** @type {Record<FormField["type"], (given: Given) => Control>} */
const KINDS = {
  "text": (given) => line(given, {}),
  "url": (given) => line(given, { inputmode: "url", spellcheck: "false", autocapitalize: "none", class: "govuk-input" }),
  "person": (given) => person(given),
  "long-text": (given) => longText(given),
  "integer": (given) => line(given, { inputmode: "numeric", spellcheck: "false", class: "govuk-input govuk-input--width-10" }),
  "number": (given) => line(given, { inputmode: "decimal", spellcheck: "false", class: "govuk-input govuk-input--width-10" }),
  "year": (given) => line(given, { spellcheck: "false", class: "govuk-input govuk-input--width-10" }),
  "date": (given) => date(given),
  "yes-no": (given) => (radios(given, true)),
  "choice": (given) => (given.field.options.length > MANY ? select(given) : radios(given, false)),
  "choices": (given) => checkboxes(given),
};

/** @param {Given} given @returns {Control} */
export function control(given) {
  return (KINDS[given.field.type] ?? KINDS.text)(given);
}

/** An answer as text, when it is one. @param {Answer} answer */
function text(answer) {
  if (Array.isArray(answer)) return answer.join("; ");
  return answer === null || typeof answer === "object" ? "" : String(answer);
}

/** @param {Given} given @param {import("./dom.js").Props} props @returns {Control} */
function line(given, props) {
  const input = h("input", { class: "govuk-input", type: "text", dir: "auto", id: given.id, name: given.id, autocomplete: "off", oninput: given.changed, "aria-describedby": given.described([]) || false, ...props });
  const unit = given.field.unit;
  const node = unit
    ? h("div", { class: "govuk-input__wrapper" }, input, h("div", { class: "govuk-input__suffix", "aria-hidden": "true" }, unit))
    : input;
  return { node, grouped: false, first: () => input, read: () => input.value, write: (answer) => put(input, text(answer)) };
}

/** The id of the option that an answer names, by its id or by what people read. @param {FormField} field @param {string} given @param {string} [shown] */
function option(field, given, shown = "") {
  const like = (/** @type {string} */ a, /** @type {string} */ b) => a.toLowerCase() === b.toLowerCase();
  const found = field.options.find(({ id }) => id === given)
    ?? field.options.find(({ id, label }) => given !== "" && (like(id, given) || like(label, given)))
    ?? field.options.find(({ label }) => given !== "" && shown !== "" && label === shown);
  return found?.id ?? "";
}

/** A text is only replaced when it differs, so that the caret stays. @param {HTMLInputElement | HTMLTextAreaElement} input @param {string} value */
function put(input, value) {
  if (input.value.trim() !== value.trim()) input.value = value;
}

/** A person: names given elsewhere in the record are offered, so that nobody types one twice. @param {Given} given @returns {Control} */
function person(given) {
  const { app, id } = given;
  const names = h("datalist", { id: `${id}-names` });
  const made = line(given, { list: `${id}-names`, spellcheck: "false" });
  const offer = () => {
    const found = new Set();
    for (const question of app.questions.values()) {
      if (question.state === "answered" && question.path !== given.field.path && app.persons.has(question.field)) found.add(question.value);
    }
    fill(names, [...found].sort().slice(0, 50).map((name) => h("option", { value: String(name) })));
  };
  made.first().addEventListener("focus", offer);
  return { ...made, node: h("div", null, made.node, names) };
}

/** @param {Given} given @returns {Control} */
function longText(given) {
  const { app, field, id } = given;
  const count = h("div", { class: "govuk-hint govuk-!-margin-bottom-0 dr-count", id: `${id}-count` });
  const area = h("textarea", { class: "govuk-textarea", dir: "auto", id, name: id, rows: "5", "aria-describedby": given.described([`${id}-count`]), oninput: () => {
    tally();
    given.changed();
  } });
  let enough = true;
  const tally = () => {
    const n = (area.value.match(/\S*[\p{L}\p{N}]\S*/gu) ?? []).length;
    const least = field.words_min;
    const words = app.t("words.count", { n });
    const line = least === null ? words : n >= least ? `${words} ${app.t("words.enough", { least })}` : `${words} ${app.t("words.least", { least })}`;
    write(count, line);
    if (least !== null && n >= least && !enough && document.activeElement === area) app.voice.say(app.t("words.enough", { least }));
    enough = least === null || n >= least;
  };
  tally();
  return { node: h("div", null, area, count), grouped: false, first: () => area, read: () => area.value, write: (answer) => {
    put(area, text(answer));
    tally();
  } };
}

/** What there is to choose from; a link to the question focuses the first. @param {"radios" | "checkboxes"} kind @param {Given} given */
function options(kind, { app, field, id, changed }) {
  return field.options.map((option, place) => {
    const input = tick(kind, { id: place === 0 ? id : `${id}-${place + 1}`, name: id, value: option.id, onchange: changed });
    return { input, node: choice(kind, input, app.option(option, field.type)) };
  });
}

/** @param {Given} given @param {boolean} inline @returns {Control} */
function radios(given, inline) {
  const { field } = given;
  const buttons = options("radios", given);
  const clear = h("button", { type: "button", class: "dr-link dr-clear", hidden: true, onclick: () => {
    for (const { input } of buttons) input.checked = false;
    given.changed();
    buttons[0]?.input.focus();
    show();
  } }, given.app.t("field.clear"), hidden(`: ${field.label}`));
  const show = () => (clear.hidden = given.app.locked || !buttons.some(({ input }) => input.checked));
  for (const { input } of buttons) input.addEventListener("change", show);
  return {
    node: h("div", null, h("div", { class: `govuk-radios govuk-radios--small${inline ? " govuk-radios--inline" : ""}` }, buttons.map(({ node }) => node)), clear),
    grouped: true,
    first: () => buttons.find(({ input }) => input.checked)?.input ?? buttons[0]?.input ?? clear,
    read: () => buttons.find(({ input }) => input.checked)?.input.value ?? null,
    write: (answer, shown) => {
      const chosen = option(field, text(answer), shown);
      for (const { input } of buttons) input.checked = chosen !== "" && input.value === chosen;
      show();
    },
  };
}

/** @param {Given} given @returns {Control} */
function select(given) {
  const { field, id, app } = given;
  const box = h("select", { class: "govuk-select", id, name: id, "aria-describedby": given.described([]) || false, onchange: given.changed },
    h("option", { value: "" }, app.t("field.choose")), field.options.map((option) => h("option", { value: option.id }, app.option(option))));
  return { node: box, grouped: false, first: () => box, read: () => box.value || null, write: (answer, shown) => (box.value = option(field, text(answer), shown)) };
}

/** @param {Given} given @returns {Control} */
function checkboxes(given) {
  const { field } = given;
  const boxes = options("checkboxes", given);
  const many = boxes.length > 8;
  return {
    node: h("div", { class: `govuk-checkboxes govuk-checkboxes--small${many ? " dr-columns" : ""}` }, boxes.map(({ node }) => node)),
    grouped: true,
    first: () => boxes[0]?.input ?? document.createElement("input"),
    read: () => boxes.filter(({ input }) => input.checked).map(({ input }) => input.value),
    write: (answer) => {
      const given = Array.isArray(answer) ? answer : text(answer).split(/[;|]/);
      const chosen = new Set(given.map((each) => option(field, String(each).trim())));
      for (const { input } of boxes) input.checked = chosen.has(input.value);
    },
  };
}

/** Three boxes, day, month and year as they are said; what stands in them goes to the engine as it is when it is no whole date. @param {Given} given @returns {Control} */
function date(given) {
  const { app, id } = given;
  const box = (/** @type {"day" | "month" | "year"} */ part, /** @type {number} */ width) => {
    const input = h("input", { class: `govuk-input govuk-date-input__input govuk-input--width-${width}`, type: "text", inputmode: "numeric", autocomplete: "off", id: part === "day" ? id : `${id}-${part}`, name: `${id}-${part}`, oninput: given.changed });
    return { input, node: h("div", { class: "govuk-date-input__item" }, formGroup(h("label", { class: "govuk-label govuk-date-input__label", for: input.id }, app.t(`date.${part}`)), input)) };
  };
  const day = box("day", 2);
  const month = box("month", 2);
  const year = box("year", 4);
  const parts = [day, month, year].map(({ input }) => input);
  const raw = h("p", { class: "govuk-body-s dr-raw", hidden: true });
  return {
    node: h("div", null, h("div", { class: "govuk-date-input" }, day.node, month.node, year.node), raw),
    grouped: true,
    first: () => day.input,
    read: () => {
      const [d = "", m = "", y = ""] = parts.map((input) => input.value.trim());
      if (m === "" && y === "" && (d === "" || /\d\W/.test(d))) return d || null;
      const two = (/** @type {string} */ number) => number.padStart(2, "0");
      if (/^\d{1,2}$/.test(d) && /^\d{1,2}$/.test(m) && /^\d{4}$/.test(y)) return `${y}-${two(m)}-${two(d)}`;
      // The engine knows the names of months.
      return /^\p{L}+$/u.test(m) && d && y ? `${d} ${m} ${y}` : `${d}/${m}/${y}`;
    },
    write: (answer) => {
      const value = text(answer);
      const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
      const typed = /^([^/]*)\/([^/]*)\/([^/]*)$/.exec(value) ?? /^(\d+) (\p{L}+) (\d+)$/u.exec(value);
      const found = iso ? [Number(iso[3]), Number(iso[2]), iso[1]] : typed ? typed.slice(1) : ["", "", ""];
      parts.forEach((input, place) => {
        const next = String(found[place] ?? "");
        if (input.value.trim().replace(/^0+/, "") !== next.replace(/^0+/, "")) input.value = next;
      });
      const other = value !== "" && !iso && !typed;
      raw.hidden = !other;
      fill(raw, other && app.t("date.raw", { value }));
    },
  };
}

/** Which boxes of a date a link to a problem should go to: the first that is empty, or the day. @param {string} raw */
export function emptyPart(raw) {
  const parts = raw.split("/");
  if (parts.length !== 3) return null;
  const names = /** @type {const} */ (["day", "month", "year"]);
  return names.filter((_, place) => (parts[place] ?? "").trim() === "");
}

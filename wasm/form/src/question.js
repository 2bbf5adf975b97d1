// A question on a page: its name, help, control, what is wrong with the answer, and where the framework allows it, why there is none.

import { h, fill, hidden, prose } from "./dom.js";
import { p, details, errorLine, tick, choice, labelFor } from "./pieces.js";
import { control, emptyPart } from "./fields.js";
import { noted } from "./comments.js";
import { quoted } from "./quoted.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("./engine.js").FormField} FormField */
/** @typedef {import("./engine.js").Answer} Answer */
/** @typedef {import("./engine.js").AnswerProblem} AnswerProblem */
/** @typedef {Exclude<import("../../npm/types").AbsentState, "missing">} Absence */

/** Guidance up to this length stands above the control; longer guidance opens below it. */
const SHORT = 160;

export class QuestionView {
  /** @param {App} app @param {FormField} field @param {string} path @param {string} around words for the row it stands in */
  constructor(app, field, path, around) {
    this.app = app;
    this.field = field;
    this.path = path;
    // Of questions with one name on a page each has its number.
    const twin = app.places.twins.get(field.path);
    const name = twin ? `${field.label} (${twin})` : field.label;
    this.label = around ? `${around}: ${name}` : name;
    const id = (this.id = `q-${field.id}`);
    /** @type {Absence | null} */
    this.absence = null;
    this.hint = h("div", { class: "govuk-hint", id: `${id}-hint` });
    this.error = errorLine(`${id}-error`);
    const hints = [];
    const short = field.guidance.length <= SHORT;
    if (short && field.guidance) hints.push(field.guidance);
    // What a control takes is said whatever the framework adds.
    if (short && field.example) hints.push(app.t("field.example", { example: field.example }));
    else if (field.type === "date") hints.push(app.t("date.hint", app.exampleDay()));
    else if (field.type === "year") hints.push(app.t("year.hint"));
    if (field.type === "choices") hints.push(app.t("field.all-that-apply"));
    fill(this.hint, hints.join(" "));
    this.hasHint = hints.length > 0;
    this.described = (/** @type {string[]} */ more) => [...(this.hasHint ? [this.hint.id] : []), ...more].join(" ");
    this.control = control({ app, field, id, described: this.described, changed: () => this.changed() });
    const stated = app.work.get(path);
    const states = new Set(/** @type {Absence[]} */ (field.allow.filter((state) => state !== "missing")));
    if (isState(stated) && stated.state !== "missing") states.add(stated.state);
    this.states = this.statesOf([...states]);
    const longer = !short && this.help();
    const content = [this.hasHint && this.hint, this.error, this.control.node, this.states?.node, longer, noted(app, path)];
    const fallback = app.inOtherLanguage(field);
    if (this.control.grouped) {
      this.set = h("fieldset", { class: "govuk-fieldset", "aria-describedby": this.described([]) || false },
        h("legend", { class: "govuk-fieldset__legend govuk-fieldset__legend--s", lang: fallback }, field.label), content);
      this.node = h("div", { class: "govuk-form-group dr-question", id: `${id}-group` }, this.set);
    } else {
      this.node = h("div", { class: "govuk-form-group dr-question", id: `${id}-group` },
        h("label", { class: "govuk-label govuk-label--s", for: id, lang: fallback }, name), content);
    }
    this.write(stated);
    // An answer for which there is no option stands nowhere else on the page.
    const { state, value } = app.questions.get(path) ?? {};
    if (state === "invalid" && field.options.length > 0) this.problem(app.answerText(state, value ?? ""));
    if (app.locked) this.lock();
    this.refresh();
  }

  help() {
    const { app, field } = this;
    return details([app.t("field.help"), hidden(`: ${field.label}`)], [prose(field.guidance), field.example && p(app.t("field.example", { example: field.example }))], "govuk-!-margin-top-2 dr-help");
  }

  /** Ways of saying that there is no answer, with the reason. @param {Absence[]} states */
  statesOf(states) {
    if (states.length === 0) return null;
    const { app, field, id } = this;
    const name = `${id}-state`;
    const reason = h("textarea", { class: "govuk-textarea", rows: "2", id: `${id}-reason`, name: `${id}-reason`, oninput: () => this.changed(true) });
    const why = h("div", { class: "govuk-form-group dr-reason", hidden: true }, labelFor(`${id}-reason`, app.t("state.reason"), hidden(`: ${field.label}`)), reason);
    const inputs = states.map((state) => {
      const input = tick("checkboxes", { id: `${name}-${state.replaceAll(" ", "-")}`, name, value: state, onchange: () => {
        this.absence = input.checked ? state : null;
        if (input.checked) for (const other of inputs) if (other.input !== input) other.input.checked = false;
        if (input.checked) this.control.write(null);
        why.hidden = !input.checked || field.asked_why.includes(state);
        this.changed(true);
      } });
      return { state, input, node: choice("checkboxes", input, app.t(`state.${state}`)) };
    });
    const set = h("fieldset", { class: "govuk-fieldset dr-states" }, h("legend", { class: "govuk-visually-hidden" }, app.t("state.legend", { label: field.label })),
      h("p", { class: "dr-or", "aria-hidden": "true" }, app.t("state.or")), h("div", { class: "govuk-checkboxes govuk-checkboxes--small" }, inputs.map(({ node }) => node)), why);
    return { node: set, reason, write: (/** @type {Absence | null} */ state, /** @type {string} */ text) => {
      for (const each of inputs) each.input.checked = each.state === state;
      why.hidden = state === null || (field.asked_why.includes(state) && text === "");
      if (reason.value.trim() !== text.trim()) reason.value = text;
    } };
  }

  /** @param {Answer} answer */
  write(answer) {
    this.absence = isState(answer) && answer.state !== "missing" ? answer.state : null;
    this.control.write(isState(answer) ? null : answer, this.app.questions.get(this.path)?.value);
    this.states?.write(this.absence, isState(answer) ? answer.reason ?? "" : "");
  }

  /** @param {boolean} [stated] whether the change was one of state */
  changed(stated = false) {
    if (!stated && this.absence !== null) {
      this.absence = null;
      this.states?.write(null, "");
    }
    const reason = this.states?.reason.value.trim() ?? "";
    /** @type {Answer} */
    const answer = this.absence === null ? this.control.read() : { state: this.absence, ...(reason && { reason }) };
    const how = this.absence === null && typeof answer === "string" && this.field.options.length === 0 ? "soon" : "change";
    this.app[how]({ kind: "set", path: this.path, answer }, { label: this.label });
  }

  /** Shows what the engine says of it: whether it is asked. @returns {boolean} */
  refresh() {
    const question = this.app.questions.get(this.path);
    const asked = question !== undefined && question.asked === "yes";
    this.node.hidden = !asked;
    return asked;
  }

  lock() {
    for (const input of this.node.querySelectorAll("input, textarea, select, button")) {
      if (input instanceof HTMLTextAreaElement || (input instanceof HTMLInputElement && input.type === "text")) input.readOnly = true;
      else if (input instanceof HTMLInputElement || input instanceof HTMLSelectElement || input instanceof HTMLButtonElement) input.disabled = true;
    }
  }

  /** What a link to this question focuses. */
  /** @returns {HTMLElement} */
  first() {
    const empty = this.control.grouped && this.field.type === "date" ? emptyPart(String(this.control.read() ?? "")) : null;
    const part = empty?.[0];
    if (part && part !== "day") return this.node.querySelector(`#${CSS.escape(`${this.id}-${part}`)}`) ?? this.control.first();
    return this.control.first();
  }

  /** The words for a problem, in the language of the page. @param {AnswerProblem} problem */
  wording(problem) {
    const { app, field } = this;
    const label = this.field.label;
    if (problem.kind === "state-not-allowed") return app.t("problem.state", { label });
    if (problem.kind === "missing") {
      const verb = field.type === "choice" || field.type === "choices" || field.type === "yes-no" ? "select" : field.type === "date" ? "date" : field.type === "person" ? "person" : "enter";
      return app.t(`problem.${verb}`, { label });
    }
    if (field.type === "date") {
      const empty = emptyPart(String(app.work.get(this.path) ?? ""));
      if (empty && empty.length > 0 && empty.length < 3) return app.t("problem.date-part", { label, part: empty.map((part) => app.t(`date.part.${part}`)).join(app.t("and")) });
      return app.t(/\/\d\d?$/.test(String(app.work.get(this.path))) ? "problem.date-year" : "problem.date-real", { label });
    }
    return app.t("problem.invalid", { label, why: quoted(problem.message) });
  }

  /** Shows a problem, or takes it away. @param {string | null} text */
  problem(text) {
    const bad = text !== null;
    this.error.hidden = !bad;
    fill(this.error, bad && [hidden(`${this.app.t("error.prefix")} `), text]);
    this.node.classList.toggle("govuk-form-group--error", bad);
    const ids = this.described(bad ? [this.error.id] : []);
    if (this.set) {
      if (ids) this.set.setAttribute("aria-describedby", ids);
      else this.set.removeAttribute("aria-describedby");
    }
    for (const input of this.control.node.querySelectorAll("input, textarea, select")) this.mark(input, bad);
    if (this.control.node.matches("input, textarea, select")) this.mark(this.control.node, bad);
  }

  /** @param {Element} input @param {boolean} bad */
  mark(input, bad) {
    const boxed = !input.matches("[type=radio], [type=checkbox]");
    if (boxed) {
      input.classList.toggle(input.matches("textarea") ? "govuk-textarea--error" : input.matches("select") ? "govuk-select--error" : "govuk-input--error", bad);
      if (bad) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
    if (!this.set) {
      const own = input.matches("textarea") ? [`${this.id}-count`] : [];
      const ids = this.described([...(bad ? [this.error.id] : []), ...own]);
      if (ids) input.setAttribute("aria-describedby", ids);
      else input.removeAttribute("aria-describedby");
    }
  }
}

/** @param {Answer} answer @returns {answer is { state: import("../../npm/types").AbsentState, reason?: string }} */
export function isState(answer) {
  return typeof answer === "object" && answer !== null && !Array.isArray(answer);
}

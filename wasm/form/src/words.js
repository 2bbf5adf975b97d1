// Things of a form in words: names, places, answers, days. What `App` has of this stands here, because none of it changes anything.

import { LOCALES } from "./messages.js";
import { modelPath, rowsOf } from "./places.js";
import { to } from "./router.js";

/** @typedef {import("./engine.js").Question} Question */
/** @typedef {import("./engine.js").GroupRow} GroupRow */

export class Words {
  /** The fields of `App` that are read here. @returns {import("./app.js").App} */
  get app() {
    return /** @type {any} */ (this);
  }

  get locale() {
    return LOCALES[this.app.language] ?? this.app.language;
  }

  /** What people read for an option: its label; an id without a label begins with a capital, and yes and no are in the language of the page. @param {{ id: string, label: string }} option @param {string} [type] */
  option({ id, label }, type) {
    if (label.replaceAll("-", " ") !== id.replaceAll("-", " ")) return label;
    if (type === "yes-no" && (id === "yes" || id === "no")) return this.app.t(id);
    const words = id.replaceAll("-", " ");
    return words.charAt(0).toLocaleUpperCase(this.locale) + words.slice(1);
  }

  /** What the record is called: its name, its id, or its noun. */
  name() {
    const { model, questions, t } = this.app;
    for (const path of [model.name_field, model.id_field]) {
      const question = path && questions.get(path);
      if (question && question.state === "answered") return question.value.slice(0, 120);
    }
    return t("record.unnamed", { noun: model.noun[0] });
  }

  /** A day, with the names of months from the messages: browsers that know no Welsh would say them in another language, and some in another order. @param {string} iso a day, or what `at` was read from @param {Date} [at] @param {string} [time] */
  date(iso, at = new Date(`${iso}T12:00:00`), time = "") {
    return Number.isNaN(at.getTime()) ? iso : `${at.getDate()} ${this.app.t("date.months").split(" ")[at.getMonth()]} ${at.getFullYear()}${time}`;
  }

  /** @param {string} iso a moment, in UTC */
  moment(iso) {
    return this.date(iso, new Date(iso), ` ${this.app.t("date.at")} ${this.clock(iso)}`);
  }

  /** What a clock shows. @param {string} iso a moment, in UTC */
  clock(iso) {
    return new Date(iso).toTimeString().slice(0, 5);
  }

  /** A day as an example of how to write one. */
  exampleDay() {
    const [year = "", month = "", day = ""] = this.app.day().split("-");
    return { example: `${Number(day)} ${Number(month)} ${year}` };
  }

  /** @param {string} path of a question */
  labelOf(path) {
    return this.app.places.fields.get(modelPath(path))?.label ?? path;
  }

  /** Where it begins: the list of tasks, or the first page where nothing is open. */
  home() {
    return to(this.app.session ? ["tasks"] : []);
  }

  /** The way back to the list of tasks. */
  toTasks() {
    const { t } = this.app;
    return { text: t("back.to", { title: t("tasks.title") }), href: to(["tasks"]) };
  }

  /** The rows around a place, and the row that it is: `Age, Actions 2`. @param {string} path */
  around(path) {
    /** @type {string[]} */
    const rows = [];
    for (let end = path.indexOf("]"); end >= 0; end = path.indexOf("]", end + 1)) {
      const row = this.app.rows.get(path.slice(0, end + 1));
      if (row) rows.push(row.label || `${this.app.places.groups.get(row.group)?.title ?? row.group} ${this.rowNumber(row)}`);
    }
    return rows.join(", ");
  }

  /** A question with the rows around it: `Age, Actions 2: Owner`. @param {string} path @param {string} label */
  full(path, label) {
    const [twin, rows] = [this.app.places.twins.get(modelPath(path)), this.around(path)];
    const name = twin ? `${label} (${twin})` : label;
    return rows ? `${rows}: ${name}` : name;
  }

  /** The place of a row among those of its group, from 1. @param {GroupRow} row */
  rowNumber(row) {
    return rowsOf(this.app, row.path.slice(0, row.path.lastIndexOf("["))).findIndex((each) => each.path === row.path) + 1;
  }

  /** An answer as people read it, or why there is none. @param {Question} question */
  valueOf(question) {
    const answer = question.state === "answered" || question.state === "missing" || question.state === "not supplied" ? null : this.app.work.get(question.path);
    const reason = typeof answer === "object" && answer !== null && !Array.isArray(answer) ? answer.reason : "";
    const field = this.app.places.fields.get(question.field);
    // A year is shown as it was typed: `c. 2025` is no span of years to people.
    const value = question.state !== "answered" || !field ? question.value : field.type === "year" ? String(this.app.work.get(question.path)) : this.readable(field, question.value);
    const text = this.answerText(question.state, value);
    return reason ? this.app.t("state.because", { state: text, reason }) : text;
  }

  /** An answer in the usual form as people read it. @param {import("./engine.js").FormField} field @param {string} value */
  readable(field, value) {
    if (field.type === "date") return this.date(value);
    if (field.options.length === 0) return value;
    const option = (/** @type {string} */ text) => {
      const found = field.options.find(({ id, label }) => label === text || id === text);
      return found ? this.option(found, field.type) : text;
    };
    return field.type === "choices" ? value.split("; ").map(option).join("; ") : option(value);
  }

  /** The same by the place of a question, or the path of a field. @param {string} path @param {string} value */
  readableAt(path, value) {
    const field = this.app.places.fields.get(modelPath(path));
    return field ? this.readable(field, value) : value;
  }

  /** @param {import("../../npm/types").AnswerState | import("../../npm/types").AnswerStateKey} state @param {string} value */
  answerText(state, value) {
    if (state === "answered") return value;
    const key = /** @type {"missing"} */ (state.replaceAll("-", " "));
    return state === "invalid" && value ? this.app.t("state.invalid-value", { value }) : this.app.t(`state.${key}`);
  }

  /** Where a section stands among those that are asked. @param {string} id */
  position(id) {
    const asked = this.app.model.sections.filter((section) => this.app.sections.get(section.id)?.asked !== "no");
    return { n: asked.findIndex((section) => section.id === id) + 1, all: asked.length };
  }

  /** @param {string} id */
  stageName(id) {
    const stage = this.app.model.stages.find((each) => each.id === id);
    return this.option({ id, label: stage?.label || id });
  }

  /** The language of a section's or field's name, where it is not that of the page. @param {object} thing @returns {string | false} */
  inOtherLanguage(thing) {
    return this.app.places.languages.get(thing) ?? false;
  }

  /** A result in words: one that cannot be told yet has none of its own. @param {{ is: string }} outcome */
  result({ is }) {
    return is === "cannot tell" ? this.app.t("figure.open") : is;
  }

  /** A number that the framework shows, with its bounds where it is open. @param {{ low: number | null, high: number | null, most: number | null }} number */
  figure({ low, high, most }) {
    const { t } = this.app;
    const format = new Intl.NumberFormat(this.locale, { maximumFractionDigits: 2 });
    if (low === null || high === null) return t("figure.open");
    const text = low === high ? format.format(low) : t("figure.between", { low: format.format(low), high: format.format(high) });
    return most === null ? text : t("figure.of", { value: text, most: format.format(most) });
  }
}

// A page of questions: a section, or a row of a group. Conditional questions come and go at their place; nothing else on the page moves.

import { h, write, HEADING, prose } from "../dom.js";
import { caption, buttons, fieldset, form, tick, choice } from "../pieces.js";
import { QuestionView } from "../question.js";
import { Panel } from "../findings.js";
import { resolve } from "../places.js";
import { to, steps } from "../router.js";
import { rowsScreen, rowList, removal } from "./rows.js";
import { lost } from "./problem.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../app.js").Screen} Screen */
/** @typedef {import("../router.js").Route} Route */
/** @typedef {import("../places.js").Place} Place */

/** @param {App} app @param {Route} route @returns {Screen} */
export function section(app, route) {
  const place = resolve(app.model, route.parts.slice(1));
  if (!place) return lost(app);
  if (place.kind === "row" && !app.rows.has(place.path)) return lost(app);
  // A group within a row stands on the row's page.
  if (place.kind === "rows" && place.prefix) return pageOf(app, route, resolveOr(app, steps(place.prefix)) ?? place, place.of.id);
  return place.kind === "rows" ? rowsScreen(app, route, place) : pageOf(app, route, place);
}

/** @param {App} app @param {string[]} parts */
function resolveOr(app, parts) {
  return resolve(app.model, parts);
}

/** @param {App} app @param {Route} route @param {Place} place @param {string} [group] the group within that is meant @returns {Screen} */
function pageOf(app, route, place, group = "") {
  const { t } = app;
  const row = place.kind === "row" ? app.rows.get(place.path) : undefined;
  const of = place.of;
  const title = row ? row.label || t("row.number", { title: of.title, n: app.rowNumber(row) }) : of.title;
  /** @type {QuestionView[]} */
  const views = [];
  /** @type {{ node: HTMLElement, refresh: () => void, id: string }[]} */
  const lists = [];
  const members = of.members.map((member) => {
    if (member.kind === "group") {
      const made = rowList(app, member, `${place.prefix}${member.id}`);
      lists.push({ ...made, id: member.id });
      return made.node;
    }
    const view = new QuestionView(app, member, `${place.prefix}${member.id}`, row ? title : "");
    views.push(view);
    return view.node;
  });
  const summary = h("div", { class: "govuk-error-summary", tabindex: "-1", hidden: true });
  const panel = new Panel(app, (finding) => (row ? finding.place === row.path || finding.place.startsWith(`${row.path}.`) : finding.sections.includes(place.section.id) && finding.place === ""));
  const nothing = h("p", { class: "govuk-inset-text" });
  const whole = place.kind === "section" || !place.prefix;
  const done = whole ? completed(app, place.section.id) : null;
  const onward = next(app, route, place);
  const proceed = () => {
    const problems = app.locked ? [] : app.work.answerProblems(place.section.id).filter((problem) => steps(problem.path).length === steps(`${place.prefix}x`).length && problem.path.startsWith(place.prefix));
    if (problems.length > 0) return showProblems(app, summary, views, problems);
    done?.read();
    void app.keeper.mark(title);
    app.go(next(app, route, place).href);
  };
  const refresh = () => {
    const shown = views.filter((view) => view.refresh()).length;
    const waits = app.waits(place.section.id);
    nothing.hidden = shown > 0 || (!waits && lists.length > 0 && row?.asked !== "no");
    write(nothing, row && (row.not_applicable || row.asked === "no") ? t("section.not-applicable") : waits || t("section.nothing-asked"));
    for (const each of lists) {
      each.refresh();
      // What a row holds that is not asked is kept, and nothing is added to it.
      each.node.hidden = row?.asked === "no";
    }
    if (done) done.node.hidden = shown === 0 && lists.length === 0;
  };
  refresh();
  const questions = form(proceed, nothing, members, done?.node,
    buttons(h("button", { type: "submit", class: "govuk-button" }, t(app.locked ? "continue" : "section.continue")), !app.locked && h("a", { class: "govuk-link", href: to(["tasks"]) }, t("section.later")), row && row.kind !== "fixed" && !app.locked && removal(app, row, of, () => app.go(onward.list), "govuk-button govuk-button--warning dr-plain")));
  const intro = [caption(row ? (row.label && of.title !== title ? of.title : place.section.title) : t("section.caption", app.position(place.section.id))), HEADING];
  const wanted = views.find((view) => view.field.id === route.query["q"] && !view.node.hidden);
  const wantedList = lists.find((each) => each.id === (group || route.query["g"]));
  if (row?.not_applicable) nothing.hidden = false;
  return {
    title,
    back: onward.back,
    body: [summary, ...intro, ...prose(of.guidance, "govuk-body"), h("div", { class: "dr-page" }, questions, panel.node)],
    focus: wanted?.first() ?? /** @type {HTMLElement | null} */ (wantedList?.node.querySelector("h2") ?? null),
    live: (delta) => {
      const before = views.filter((view) => !view.node.hidden).map((view) => view.path);
      refresh();
      const appeared = views.filter((view) => !view.node.hidden && !before.includes(view.path)).length;
      const gone = before.length + appeared - views.filter((view) => !view.node.hidden).length;
      const found = panel.refresh();
      if (delta.change.kind === "set" && !views.some((view) => delta.change.kind === "set" && view.path === delta.change.path)) return;
      const words = [];
      if (appeared > 0) words.push(t("live.appeared", { n: appeared }));
      if (gone > 0) words.push(t("live.gone", { n: gone }));
      if (found.changed) {
        words.push(t("live.findings", { n: found.count }));
        if (found.fresh) words.push(t("live.newest", { message: found.fresh.title || found.fresh.message }));
      }
      if (words.length > 0) app.voice.say(words.join(" "));
    },
  };
}

/** Where Continue and Back lead. @param {App} app @param {Route} route @param {Place} place */
export function next(app, route, place) {
  const { t } = app;
  const back = route.query["back"];
  const parts = route.parts;
  const around = place.kind === "row" ? to(parts.slice(0, place.prefix && parts.length > 3 ? 3 : 2), parts.length > 3 ? { g: parts[3] ?? "" } : {}) : "";
  if (back === "check" || back === "findings") return { href: to([back]), list: around || to([back]), back: { text: t("back"), href: to([back]) } };
  if (place.kind === "row") return { href: around, list: around, back: { text: t("back.to", { title: parts.length > 3 ? app.rows.get(place.path.slice(0, place.path.lastIndexOf("."))) ?.label || t("back.row") : place.of.title }), href: around } };
  const asked = app.model.sections.filter((each) => app.sections.get(each.id)?.asked === "yes");
  const here = asked.findIndex((each) => each.id === place.section.id);
  const following = asked[here + 1];
  const href = following ? to(["s", following.id]) : to(["tasks"]);
  return { href, list: href, back: app.toTasks() };
}

/** Whether somebody calls the section complete; what the engine thinks of it stands on the task list. @param {App} app @param {string} id */
export function completed(app, id) {
  const { t } = app;
  const state = Object.hasOwn(app.doc.completed, id) && app.doc.completed[id];
  const option = (/** @type {string} */ value, /** @type {boolean} */ checked) => {
    const input = tick("radios", { name: "dr-completed", id: `dr-completed-${value}`, value, checked, disabled: app.locked });
    return { input, node: choice("radios", input, t(value === "yes" ? "completed.yes" : "completed.no")) };
  };
  const yes = option("yes", state === true);
  const no = option("no", false);
  return {
    node: h("div", { class: "govuk-form-group dr-completed" }, fieldset(t("completed.question"), h("div", { class: "govuk-radios govuk-radios--small govuk-radios--inline" }, yes.node, no.node))),
    read: () => {
      if (!yes.input.checked && !no.input.checked) return;
      if (yes.input.checked) app.doc.completed[id] = true;
      else delete app.doc.completed[id];
      app.noted();
    },
  };
}

/**
 * Shows what is wrong with the answers of a page, one problem a question.
 *
 * @param {App} app @param {HTMLElement} summary @param {QuestionView[]} views @param {import("../engine.js").AnswerProblem[]} problems
 */
function showProblems(app, summary, views, problems) {
  for (const view of views) view.problem(null);
  const seen = new Set();
  const first = problems.filter(({ path }) => !seen.has(path) && seen.add(path));
  app.refuse(summary, first.map((problem) => {
    const view = views.find((each) => each.path === problem.path);
    const words = view ? view.wording(problem) : app.t(problem.kind === "too-many-rows" ? "problem.too-many-rows" : "problem.too-few-rows", { label: problem.label, n: problem.limit ?? 1 });
    view?.problem(words);
    return { words, target: view?.first() ?? document.getElementById(`rows-${problem.path.split(".").at(-1)}`) };
  }));
}

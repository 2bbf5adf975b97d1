// Saving, opening, and taking everything off this computer.

import { h, write, button, link, hidden, HEADING } from "../dom.js";
import { p, h2, caption, buttons, plain, bullets, details, facts, fact, li, note } from "../pieces.js";
import { fresh, MOST_EARLIER } from "../document.js";
import { CLEARED } from "../keeper.js";
import * as storage from "../storage.js";
import { to } from "../router.js";
import { EXPORTS, exported, fileName, saveFile } from "../exports.js";
import { keeping, opener } from "./start.js";
import { loadFramework } from "../engine.js";
import { tag, told } from "../findings.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../app.js").Screen} Screen */
/** @typedef {import("../engine.js").Comparison} Comparison */

/** @param {App} app @returns {Screen} */
export function save(app) {
  const { t } = app;
  const earlier = h("div", null);
  void showSnapshots(app, earlier);
  const done = h("p", { class: "govuk-body dr-done", hidden: true });
  return {
    title: t("save.title"),
    back: app.toTasks(),
    body: [
      caption(app.name()), HEADING,
      p(t("save.text")),
      button(t("save.file"), () => {
        const ours = saveFile(app);
        done.hidden = !ours;
        write(done, t("save.done", { name: fileName(app, ".json") }));
        if (ours) app.voice.say(done.textContent ?? "", 0);
      }), done,
      h("p", { class: "govuk-inset-text dr-stays" }, h("strong", null, t("stays.title")), " ", t("stays.proof")),
      h2(t("export.title")),
      !app.doc.signed && p(t("export.draft")),
      h("ul", { class: "govuk-list dr-exports" }, EXPORTS.map((each) => li(plain(() => {
        try {
          exported(app, each);
        } catch (error) {
          app.fail(error);
        }
      }, t(`export.${each.key}`)), note(t(`export.${each.key}-hint`)))),
      li(plain(() => printAll(app), t("export.print")), note(t("export.print-hint")))),
      h2(t("keep.title")), keeping(app), earlier,
      p(link(t("clear.link"), to(["clear"]))),
      h2(t("start.open-title")), opener(app),
    ],
  };
}

/** Prints the answers and findings: the page that lists them all. @param {App} app */
function printAll(app) {
  app.go(to(["print"]));
}

/** @param {App} app @param {HTMLElement} box */
async function showSnapshots(app, box) {
  const { t } = app;
  if (!app.keeper.on) return;
  const all = await storage.snapshots(app.doc.id);
  if (all.length === 0 || !box.isConnected) return;
  box.append(details(t("snapshots.title", { n: all.length }), [p(t("snapshots.text")), h("ul", { class: "govuk-list" }, all.map((each) => li(
      plain(() => {
        const { id: _, revision: __, ...rest } = each.doc;
        app.begin(fresh(structuredClone(rest)));
        app.keeper.later();
        app.notice = { text: t("snapshots.back", { when: app.moment(each.at) }) };
        app.go(to(["tasks"]));
      }, t("snapshots.open"), hidden(` ${app.moment(each.at)}, ${each.why}`)), ` ${app.moment(each.at)}, ${each.why}`)))]));
}

/** @param {App} app @returns {Screen} */
export function clear(app) {
  const { t } = app;
  return {
    title: t("clear.title"),
    back: { text: t("back"), href: app.session ? to(["save"]) : to([]) },
    body: [HEADING, p(t("clear.text")), p(t("clear.files")), over(app),
      buttons(button(t("clear.button"), async () => {
        app.keeper.stop();
        const worked = await storage.clear();
        app.keeper.tell(CLEARED, 0);
        app.end();
        app.notice = { text: t(worked ? "clear.done" : "clear.failed") };
        app.go(to([]));
      }, { class: "govuk-button govuk-button--warning" }), h("a", { class: "govuk-link", href: app.session ? to(["save"]) : to([]) }, t("clear.no")))],
  };
}

/** That something else is open, with the way to save it. @param {App} app */
function over(app) {
  return app.session && p(app.t("open.over", { name: app.name() }), " ", link(app.t("save.title"), to(["save"])));
}

/** What was opened, before it is taken over. @param {App} app @returns {Screen} */
export function opened(app) {
  const { t, model } = app;
  const given = app.opened;
  // The address leads elsewhere once it is taken over.
  if (!given) throw new Error("no file is open");
  const { doc } = given;
  const from = doc.framework;
  const same = from.sha256 === model.sha256;
  const stranger = given.ours && from.id !== "" && from.id !== model.id;
  const take = () => {
    app.opened = null;
    try {
      if (earlier) doc.earlier = [...doc.earlier, earlier].slice(-MOST_EARLIER);
      app.begin(doc);
      app.keeper.unfiled = false;
      app.keeper.unsaved = true;
      void app.keeper.now();
      app.notice = { text: t("open.opened", { name: given.name }) };
      app.go(to(["tasks"]));
    } catch (error) {
      app.fail(error);
    }
  };
  const leave = h("a", { class: "govuk-link", href: app.home() }, t("open.leave"));
  const known = facts([
    [t("open.file"), given.name],
    [t("open.framework"), from.id ? `${from.title || from.id} ${from.version}` : t("open.unsaid")],
    [t("open.saved"), doc.saved ? app.moment(doc.saved) : t("open.unsaid")],
    [t("open.steps"), String(doc.history.length + doc.history_left_out)],
  ].map(([key = "", value = ""]) => fact(key, value, null)));
  /** @type {import("../dom.js").Child[]} */
  let news = [];
  /** @type {import("../document.js").Earlier | null} */
  let earlier = null;
  if (stranger) news = [h("p", { class: "govuk-inset-text" }, t("open.stranger", { theirs: from.title || from.id, ours: model.title }))];
  else if (!given.ours) news = [h("p", { class: "govuk-inset-text" }, t("open.bare"))];
  else if (!same) ({ news, earlier } = differences(app, doc));
  return {
    title: t("open.title"),
    back: { text: t("back"), href: app.home() },
    body: [HEADING, known, same && p(t("open.same")), ...news, over(app),
      buttons(button(t(same ? "open.take" : stranger ? "open.take-all-the-same" : "open.take-this-version"), take), leave)],
  };
}

/** What the file's version of the framework and this one do differently, and what that means for this record. @param {App} app @param {import("../document.js").Document} doc */
function differences(app, doc) {
  const { t } = app;
  const intro = h("p", { class: "govuk-inset-text" }, t("compare.text", { theirs: doc.framework.version || "?", ours: app.model.version }));
  /** @type {Comparison | null} */
  let found = null;
  /** @type {import("../document.js").Earlier | null} */
  let earlier = null;
  if (doc.framework_text) {
    /** @type {import("../engine.js").Framework | null} */
    let old = null;
    /** @type {import("../engine.js").Session | null} */
    let trial = null;
    try {
      old = loadFramework(app.engine, doc.framework_text);
      const stage = app.model.stages.some((each) => each.id === doc.stage) ? doc.stage : app.model.stages[0]?.id ?? null;
      trial = new app.engine.Session(app.framework, doc.record, { as_of: app.day(), stage, language: app.language });
      found = trial.compare(old);
      earlier = said(app, old, doc);
    } catch {
      found = null;
    } finally {
      trial?.free();
      old?.free();
    }
  }
  if (!found) return { news: [intro, p(t("compare.unknown"))], earlier };
  const section = (/** @type {import("../messages.js").Key} */ key, /** @type {import("../dom.js").Child[]} */ items) => items.length === 0 ? [] : [
    h2(t(key, { n: items.length })), bullets(items.slice(0, 200).map((item) => li(item)))];
  const rule = (/** @type {import("../engine.js").FormFinding} */ finding) => [tag(app, finding), ` ${finding.title || finding.rule}: ${told(finding, finding.message)}`];
  const news = [intro,
    p(found.outcome.before === found.outcome.after ? t("compare.outcome-same", { outcome: found.outcome.after ?? "–" }) : t("compare.outcome", { before: found.outcome.before ?? "–", after: found.outcome.after ?? "–" })),
    ...section("compare.without", found.kept_without_question.map((each) => `${each.label || each.path}: ${each.value}`)),
    ...section("compare.otherwise", found.read_otherwise.map((each) => `${each.label}: ${each.value} (${app.answerText(each.before, "")} → ${app.answerText(each.after, "")}${each.problem ? `; ${each.problem}` : ""})`)),
    ...section("compare.new", found.new_questions.map((path) => app.labelOf(path))),
    ...section("compare.added", found.findings.added.map(rule)),
    ...section("compare.gone", found.findings.removed.map(rule)),
    ...section("compare.changed", found.findings.changed.map((each) => [tag(app, each.before), " → ", rule(each.after)])),
    ...section("compare.framework", found.changes.map((each) => `${t(`compare.kind.${each.kind}`)} ${each.of}: ${each.label || each.id}${each.detail ? `, ${each.detail}` : ""}`)),
    earlier && p(t("compare.kept-beside", { theirs: doc.framework.version || "?" })),
    p(t("compare.keep-old"))].filter((node) => node !== null);
  return { news, earlier };
}

/** What the file's own version of the framework says of its answers, as of the day when it was saved. @param {App} app @param {import("../engine.js").Framework} old @param {import("../document.js").Document} doc @returns {import("../document.js").Earlier} */
function said(app, old, doc) {
  const as_of = doc.as_of || app.day();
  const stage = old.describe().stages.some((each) => each.id === doc.stage) ? doc.stage : null;
  const session = new app.engine.Session(old, doc.record, { as_of, stage, language: app.language });
  try {
    const { outcome, findings } = session.evaluation();
    return { version: doc.framework.version, sha256: doc.framework.sha256, as_of, stage: stage ?? "", outcome: outcome?.is ?? "", findings: findings.map((each) => ({ verdict: each.verdict, severity: each.severity, message: `${each.title || each.rule}: ${each.message}` })) };
  } finally {
    session.free();
  }
}

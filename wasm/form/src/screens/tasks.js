// The hub: every section with how far it is, the stage, the result so far, and what comes at the end.

import { h, link, hidden, HEADING } from "../dom.js";
import { p, h2, part, caption, fact, task, li } from "../pieces.js";
import { to, address } from "../router.js";
import { counted } from "../findings.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../app.js").Screen} Screen */
/** @typedef {import("../engine.js").SectionStatus} SectionStatus */

/** @param {App} app @returns {Screen} */
export function tasks(app) {
  const { t, model } = app;
  const shown = model.sections.filter((section) => app.sections.get(section.id)?.asked !== "no");
  const away = model.sections.filter((section) => app.sections.get(section.id)?.asked === "no");
  const asked = shown.filter((section) => app.sections.get(section.id)?.asked === "yes");
  const finished = asked.filter((section) => app.doc.completed[section.id]).length;
  return {
    title: t("tasks.title"),
    body: [
      caption(app.name()), HEADING,
      p(t("tasks.progress", { done: finished, all: asked.length })),
      h("ul", { class: "govuk-task-list" }, shown.map((section) => item(app, section))),
      away.length > 0 && h("p", { class: "govuk-body-s dr-quiet" }, t("tasks.not-asked", { titles: away.map((section) => section.title).join(", ") })),
      helpful(app),
      overview(app),
      h2(t("tasks.finish")),
      h("ul", { class: "govuk-task-list" }, [
        ["check", t("check.title"), t("tasks.check-hint")],
        ["findings", t("findings.title"), counts(app)],
        ["sign", t("sign.title"), app.doc.signed ? t("sign.signed-on", { by: app.doc.signed.by, on: app.date(app.doc.signed.on) }) : t("tasks.sign-hint")],
        ["save", t("save.title"), t("tasks.save-hint")],
      ].map(([name = "", title = "", hint = ""]) => task(`dr-finish-${name}`, to([name]), title, hint))),
    ],
  };
}

/** Stage and result so far. @param {App} app @param {boolean} [here] whether it stands on the screen that says why */
export function overview(app, here) {
  const { t, model } = app;
  const outcome = app.evaluation?.outcome;
  const stage = model.stages.find((each) => each.id === app.doc.stage);
  if (!outcome && !stage) return null;
  const rows = [];
  if (stage) rows.push(fact(t("stage.label"), app.stageName(stage.id), !app.locked && link(t("change"), to(["stage"]), {}, t("stage.label").toLowerCase())));
  if (outcome) rows.push(fact(t("outcome.label"), [h("strong", null, app.result(outcome)), outcome.say && h("p", { class: "govuk-body-s govuk-!-margin-bottom-0" }, outcome.say)],
    stage && !here ? link(t("outcome.why"), to(["findings"]), {}, t("outcome.label").toLowerCase()) : null));
  // What a change tells leaves figures out, which only this part shows.
  for (const number of app.session?.evaluation().numbers || []) rows.push(fact(number.label, app.figure(number), null));
  return h("dl", { class: "govuk-summary-list dr-overview" }, rows);
}

/** @param {App} app */
function counts(app) {
  const now = counted(app);
  return app.t(now > 0 ? "count.findings" : "count.no-findings", { n: now });
}

/** @param {App} app @param {import("../engine.js").FormSection} section */
function item(app, section) {
  const { t } = app;
  const at = app.sections.get(section.id);
  const id = `dr-task-${section.id}`;
  if (!at || at.asked === "open") {
    return task(id, "", section.title, t("status.cannot-start-why"), t("status.cannot-start"), app.inOtherLanguage(section));
  }
  const [key, colour] = status(app, at);
  const words = colour ? h("strong", { class: `govuk-tag govuk-tag--${colour}` }, t(key)) : t(key);
  return task(id, to(["s", section.id]), section.title, summary(app, at), words, app.inOtherLanguage(section));
}

/** @param {App} app @param {SectionStatus} at @returns {[import("../messages.js").Key, string]} */
function status(app, at) {
  const complete = app.doc.completed[at.id] === true;
  const trouble = at.invalid > 0 || at.to_do > 0 || at.issues.block > 0;
  if (complete) return trouble ? ["status.problem", "red"] : ["status.completed", ""];
  return at.answered === 0 ? ["status.not-started", "blue"] : ["status.in-progress", "teal"];
}

/** @param {App} app @param {SectionStatus} at */
function summary(app, at) {
  const { t } = app;
  const found = counted(app, (finding) => finding.section === at.id);
  const parts = [at.questions === 0 ? t("count.no-rows") : t("count.answered", { answered: at.answered, questions: at.questions })];
  if (at.to_do > 0) parts.push(t("count.to-do", { n: at.to_do }));
  if (at.invalid > 0) parts.push(t("count.invalid", { n: at.invalid }));
  if (found > 0) parts.push(t("count.findings", { n: found }));
  return parts.join(" · ");
}

/** The questions whose answers would settle most. @param {App} app */
function helpful(app) {
  const { t } = app;
  const first = app.locked ? [] : app.work.next(3).filter(({ settles, helps }) => settles.length + helps.length > 0);
  if (first.length === 0) return null;
  return part("dr-next", t("next.title"),
    h("ul", { class: "govuk-list dr-next" }, first.map((question) => {
      return li(link(app.full(question.path, question.label), address(question.path, question.section)), question.why && app.language === "en" && h("span", { class: "dr-quiet govuk-body-s" }, hidden(","), ` ${question.why}`));
    })));
}

// The stage that the record is at, and signing it off.

import { h, button, fault, link, HEADING } from "../dom.js";
import { p, caption, buttons, bullets, details, formGroup, fieldset, errorLine, form, tick, choice, li, points, SECONDARY, boldLabel } from "../pieces.js";
import { to } from "../router.js";
import { today } from "../engine.js";
import { ordered, pending, questionLinks, sentence, settling, tag } from "../findings.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../app.js").Screen} Screen */

/** @param {App} app @returns {Screen} */
export function stage(app) {
  const { t, model } = app;
  const back = to(["tasks"]);
  const inputs = model.stages.map((each, place) => tick("radios", { name: "dr-stage", id: `dr-stage-${place}`, value: each.id, checked: each.id === app.doc.stage, "aria-describedby": `dr-stage-${place}-hint` }));
  const from = (/** @type {string} */ id) => model.rules.filter((rule) => !rule.made_by_required && (rule.at ?? model.stages[0]?.id) === id).length;
  const take = () => {
    const chosen = inputs.find((input) => input.checked)?.value;
    if (chosen !== undefined && chosen !== app.doc.stage) {
      app.setStage(chosen);
      app.notice = { text: t("stage.changed", { stage: app.stageName(chosen) }) };
    }
    app.go(back);
  };
  return {
    title: t("stage.title"),
    back: { text: t("back.to", { title: t("tasks.title") }), href: back },
    body: [HEADING, p(t("stage.text")),
      form(take, formGroup(fieldset(t("stage.question"), h("div", { class: "govuk-radios" }, inputs.map((input) => choice("radios", input, app.stageName(input.value), h("div", { class: "govuk-hint govuk-radios__hint", id: `${input.id}-hint` }, t("stage.rules", { n: from(input.value) }))))))),
      h("button", { type: "submit", class: "govuk-button" }, t("continue")))],
  };
}

/** @param {App} app @returns {Screen} */
export function sign(app) {
  const { t, model, doc } = app;
  const back = app.toTasks();
  const head = [caption(app.name()), HEADING];
  if (doc.signed) {
    return { title: t("sign.title"), back, body: [...head,
      h("div", { class: "govuk-inset-text" }, p(t("sign.signed-by", { by: doc.signed.by, post: doc.signed.post, on: app.date(doc.signed.on) })), p(t("sign.result", { outcome: app.result({ is: doc.signed.outcome || "–" }) }))),
      p(t("sign.locked")),
      buttons(h("a", { class: "govuk-button", href: to(["save"]) }, t("save.title")), button(t("sign.reopen"), () => {
        doc.signed = null;
        app.noted();
        app.notice = { text: t("sign.reopened") };
        app.show();
      }, SECONDARY))] };
  }
  const open = ordered(app, (finding) => finding.severity === "block" && (finding.verdict === "not met" || finding.verdict === "cannot tell"));
  const missing = app.work.answerProblems();
  const later = ordered(app, (finding) => finding.verdict === "to do" && finding.severity === "block");
  const others = ordered(app, (finding) => finding.kind === "rule" && (pending(app, finding) || finding.verdict === "cannot tell"));
  const stage = app.doc.stage;
  const status = stage ? p(t("sign.stage", { stage: app.stageName(stage) }), " ", link(t("change"), to(["stage"]), {}, t("stage.label").toLowerCase())) : null;
  if (open.length + missing.length > 0) {
    return { title: t("sign.title"), back, body: [...head, status,
      p(t("sign.blocked")),
      bullets(missing.length > 0 && li(link(t("check.to-do", { n: missing.length }), to(["check"]))), open.slice(0, 50).map((finding) => li(tag(app, finding), " ", finding.title || finding.rule, finding.verdict === "cannot tell" ? settling(app, finding) : [": ", sentence(app, finding), points(questionLinks(app, finding, finding.questions.filter(({ state }) => state !== "not asked").map(({ path }) => path)))]))),
      p(link(t("sign.see-findings"), to(["findings"])))] };
  }
  const fields = /** @type {const} */ (["by", "post"]).map((key) => {
    const input = h("input", { class: "govuk-input", type: "text", id: `dr-sign-${key}`, autocomplete: key === "by" ? "name" : "organization-title", value: key === "by" ? app.lastPerson : "" });
    const error = errorLine(`dr-sign-${key}-error`);
    return { key, input, error, node: formGroup(boldLabel(input.id, t(`sign.${key}`)), error, input) };
  });
  const check = tick("checkboxes", { id: "dr-sign-read" });
  const checkError = errorLine("dr-sign-read-error");
  const checkGroup = formGroup(fieldset(t("sign.confirm"), checkError, h("div", { class: "govuk-checkboxes" }, choice("checkboxes", check, t("sign.read")))));
  const summary = h("div", { class: "govuk-error-summary", tabindex: "-1", hidden: true });
  const take = () => {
    const all = [...fields.map(({ input, error, node, key }) => ({ input, error, node, problem: input.value.trim() ? "" : t(`sign.${key}-missing`) })),
      { input: check, error: checkError, node: checkGroup, problem: check.checked ? "" : t("sign.read-missing") }];
    for (const { input, error, node, problem } of all) fault({ group: node, error, target: input }, problem, t("error.prefix"));
    const bad = all.filter(({ problem }) => problem !== "");
    summary.hidden = bad.length === 0;
    if (bad.length > 0) return app.refuse(summary, bad.map(({ input, problem }) => ({ words: problem, target: input })));
    const [by, post] = fields.map(({ input }) => input.value.trim());
    doc.signed = { by: by ?? "", post: post ?? "", on: today(), stage: doc.stage ?? "", outcome: app.evaluation?.outcome?.is ?? "" };
    app.lastPerson = by ?? "";
    app.noted();
    void app.keeper.mark(t("sign.title"));
    app.notice = { title: t("sign.done-title"), text: t("sign.done") };
    app.show();
  };
  return { title: t("sign.title"), back, body: [summary, ...head, status, p(t("sign.text")),
    later.length > 0 && p(t("sign.later", { n: later.length })),
    others.length > 0 && details(t("sign.open", { n: others.length }), [bullets(others.slice(0, 50).map((finding) => li(tag(app, finding), " ", sentence(app, finding))))]),
    app.evaluation?.outcome && p(t("sign.result", { outcome: app.result(app.evaluation.outcome) })),
    model.not_expressed.length > 0 && p(link(t("sign.limits"), to(["findings"]))),
    form(take, fields.map(({ node }) => node), checkGroup, h("button", { type: "submit", class: "govuk-button" }, t("sign.button")))] };
}

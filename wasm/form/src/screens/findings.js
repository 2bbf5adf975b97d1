// All findings: what stops, what should be mended, what a person has to judge, what cannot be told, and what these checks cannot see at all.

import { h, fill, button, fault, hidden, link, HEADING } from "../dom.js";
import { p, caption, plain, bullets, details, formGroup, fieldset, errorLine, part, tick, choice, li, points, boldLabel, lead } from "../pieces.js";
import { address } from "../router.js";
import { ordered, tag, told, sentence, settling, citations } from "../findings.js";
import { quoted } from "../quoted.js";
import { overview } from "./tasks.js";
import { withBack } from "./check.js";
import { decisionOf, decided, decide } from "../decisions.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../app.js").Screen} Screen */
/** @typedef {import("../engine.js").FormFinding} FormFinding */

/** @type {[import("../messages.js").Key, (finding: FormFinding, done: unknown) => boolean][]} heading, and which; the last ones are only counted until somebody opens them */
const PARTS = [
  ["findings.block", (each) => each.verdict === "not met" && each.severity === "block"],
  ["findings.major", (each) => each.verdict === "not met" && each.severity === "major"],
  ["findings.minor", (each) => each.verdict === "not met" && each.severity === "minor"],
  ["findings.person", (each, done) => !done && each.verdict === "needs a person"],
  ["findings.decided", (each, done) => !!done],
  ["findings.open", (each) => each.verdict === "cannot tell"],
  ["findings.later", (each) => each.verdict === "to do"],
];

/** @param {App} app @returns {Screen} */
export function findings(app) {
  const { t, model } = app;
  const rules = ordered(app, (finding) => finding.kind === "rule");
  const answers = ordered(app, (finding) => finding.kind === "answer" && finding.verdict === "not met");
  const outcome = app.evaluation?.outcome;
  const verdicts = app.evaluation?.verdicts;
  return {
    title: t("findings.title"),
    back: app.toTasks(),
    body: [
      caption(app.name()), HEADING,
      p(t("findings.intro")),
      overview(app, true),
      outcome && (outcome.because.length > 0 || outcome.cite.length > 0) && details(t("outcome.because"), [bullets(outcome.because.map((reason) => li(quoted(reason)))), citations(app, outcome.cite)]),
      verdicts && h("p", { class: "govuk-body-s dr-quiet" }, t("findings.counts", { met: verdicts.met, not_met: verdicts.not_met, cannot_tell: verdicts.cannot_tell, person: verdicts.needs_a_person, to_do: verdicts.to_do, away: verdicts.does_not_apply })),
      rules.filter((finding) => finding.verdict !== "to do").length + answers.length === 0 && h("p", { class: "govuk-inset-text" }, t("findings.none")),
      ...PARTS.map(([key, which], place) => group(app, key, rules.filter((each) => which(each, decided(app, each))), place < 5)),
      answers.length > 0 && part("dr-part-answers", t("findings.answers", { n: answers.length }),
        bullets(answers.map((finding) => li(finding.questions.length > 0
          ? finding.questions.map((question, place) => [place > 0 && ", ", link(app.full(question.path, question.label), withBack(address(question.path, question.section), "findings"))]).flat()
          : sentence(app, finding))))),
      app.doc.earlier.map((each) => details(t("earlier.title", { version: each.version || "?", day: app.date(each.as_of), outcome: each.outcome || "–" }), [p(t("earlier.text")), each.findings.length === 0 ? p(t("earlier.none")) : bullets(each.findings.map((finding) => li(tag(app, /** @type {FormFinding} */ (/** @type {unknown} */ (finding))), " ", finding.message)))], "dr-earlier")),
      part("dr-limits", t("limits.title"), p(t("limits.text")),
        model.not_expressed.length > 0 && h("ul", { class: "govuk-list govuk-list--bullet govuk-list--spaced" }, model.not_expressed.map((each) => li(h("strong", null, each.what), each.why && `. ${each.why}.`, citations(app, each.cite))))),
    ],
  };
}

/** @param {App} app @param {import("../messages.js").Key} key @param {FormFinding[]} all @param {boolean} open */
function group(app, key, all, open) {
  if (all.length === 0) return null;
  const id = `dr-part-${key.replace(".", "-")}`;
  const title = app.t(key, { n: all.length });
  const items = h("ul", { class: "govuk-list dr-findings" }, all.map((finding) => full(app, finding)));
  return part(id, title, open ? items : h("details", { class: "govuk-details" }, h("summary", { class: "govuk-details__summary" }, h("span", { class: "govuk-details__summary-text" }, app.t("findings.show"), hidden(`: ${title}`))), items));
}

/** A finding with all that it rests on. @param {App} app @param {FormFinding} finding */
function full(app, finding) {
  const { t } = app;
  const rule = app.model.rules.find((each) => each.id === finding.rule);
  const name = finding.title || rule?.title || finding.rule;
  const where = app.around(finding.place);
  const context = where ? `${name}, ${where}` : name;
  const shown = new Set(finding.questions.map((question) => question.label));
  const others = finding.values.filter((value) => !shown.has(value.label));
  const reasons = h("div", null);
  const rests = details([t("finding.rests-on"), hidden(`: ${context}`)], [citations(app, finding.cite), reasons, rule && h("p", { class: "govuk-body-s dr-quiet" }, t("finding.rule", { id: rule.id }))], "govuk-!-margin-bottom-2");
  rests.addEventListener("toggle", () => {
    const because = app.work.explain(finding.fingerprint)?.because ?? [];
    fill(reasons, because.length > 0 && [lead(t("finding.decided")), points(because.map((reason) => li(told(finding, reason))))]);
  }, { once: true });
  return h("li", { class: "dr-finding" },
    h("div", { class: "dr-finding__head" }, tag(app, finding), h("h3", { class: "govuk-heading-s dr-finding__name" }, name, where && `: ${where}`)),
    p(sentence(app, finding)),
    rule?.why && p(h("strong", null, `${t("finding.because")} `), rule.why),
    finding.fix && p(h("strong", null, `${t("finding.fix")} `), finding.fix),
    settling(app, finding),
    finding.questions.length + others.length > 0 && h("div", null, lead(t("finding.used")),
      points(
        finding.questions.map((question) => li(link(app.full(question.path, question.label), withBack(address(question.path, question.section), "findings"), {}, t("finding.in", { title: context })), ": ", h("span", { class: "dr-value" }, app.answerText(question.state, app.readableAt(question.path, question.value))))),
        others.map((value) => li(value.label, ": ", h("span", { class: "dr-value" }, app.answerText(value.state, app.readableAt(value.field, value.value))))))),
    rests,
    (finding.verdict === "needs a person" || decisionOf(app, finding)) && response(app, finding, context));
}

/** What a person decided about a finding, and the way to say so. @param {App} app @param {FormFinding} finding @param {string} context */
function response(app, finding, context) {
  const { t } = app;
  const id = `dr-decide-${finding.fingerprint}`;
  // What is decided stands in another part of the screen.
  const again = () => {
    app.show({ keep: true });
    /** @type {HTMLElement | null | undefined} */ (document.getElementById(`${id}-box`)?.querySelector("button, summary"))?.focus();
  };
  const form = () => {
    const kinds = /** @type {const} */ (["accepted", "not accepted"]);
    const radios = kinds.map((kind, place) => tick("radios", { name: id, id: place === 0 ? id : `${id}-other`, value: kind }));
    const reason = h("textarea", { class: "govuk-textarea", rows: "3", id: `${id}-reason` });
    const by = h("input", { class: "govuk-input govuk-input--width-20", type: "text", id: `${id}-by`, autocomplete: "name", value: app.lastPerson });
    const errors = ["kind", "reason", "by"].map((key) => errorLine(`${id}-${key}-error`));
    const groups = [
      formGroup(fieldset(t("decide.kind"), errors[0], h("div", { class: "govuk-radios govuk-radios--small" },
        radios.map((radio, place) => choice("radios", radio, t(`decide.${kinds[place] ?? "accepted"}`)))))),
      formGroup(boldLabel(reason.id, t("decide.reason")), errors[1], reason),
      formGroup(boldLabel(by.id, t("decide.by")), errors[2], by),
    ];
    const targets = [radios[0], reason, by];
    const take = () => {
      const kind = kinds[radios.findIndex((radio) => radio.checked)];
      const problems = [kind ? "" : t("decide.kind-missing"), reason.value.trim() ? "" : t("decide.reason-missing"), by.value.trim() ? "" : t("decide.by-missing")];
      problems.forEach((problem, place) => {
        const [error, group, input] = [errors[place], groups[place], targets[place]];
        const target = place === 0 ? group?.querySelector("fieldset") : input;
        if (error && group && target) fault({ group, error, target }, problem, t("error.prefix"));
      });
      const first = problems.findIndex((problem) => problem !== "");
      if (!kind || first >= 0) return targets[Math.max(first, 0)]?.focus();
      decide(app, finding, { verdict: kind, reason: reason.value.trim(), by: by.value.trim() });
      again();
      app.voice.say(t("decide.recorded"), 0);
    };
    return details([t("decide.open"), hidden(`: ${context}`)], [groups, button(t("decide.record"), take, { class: "govuk-button govuk-!-margin-bottom-0" }, context)]);
  };
  const found = decisionOf(app, finding);
  return h("div", { class: "dr-response", id: `${id}-box` }, found ? h("div", { class: "dr-decision" }, h("p", { class: "govuk-body govuk-!-margin-bottom-1" }, h("strong", null, t(`decide.was-${/** @type {"accepted"} */ (found.verdict)}`)), ` ${t("decide.who", { by: found.by, on: app.date(found.on) })}`),
    h("p", { class: "govuk-body dr-value" }, found.reason),
    found.state === "stale" && p(h("strong", null, t("decide.changed"))),
    !app.locked && plain(() => {
      decide(app, finding, { verdict: "withdrawn", by: found.by });
      again();
    }, t("decide.again"), hidden(`: ${context}`))) : !app.locked && form());
}

// What people decided about findings, as lines of a log of decisions (`due-regard-decisions/1`), kept in the file. A line is never overwritten: a later one
// about the same finding takes its place.

import { today } from "./engine.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("./engine.js").FormFinding} FormFinding */
/** @typedef {import("./document.js").Decision} Decision */

/** What a decision rests on, as the log has it: what the rule says, its verdict, and the answers that it used. @param {App} app @param {FormFinding} finding @returns {Record<string, string>} */
const seen = (app, finding) => app.work.explain(finding.fingerprint)?.seen ?? {};

/** The decision on a finding that counts; `changed`: what it rests on is otherwise now. @param {App} app @param {FormFinding} finding @returns {(Decision & { changed: boolean }) | null} */
export function decisionOf(app, finding) {
  const found = app.doc.decisions.findLast((each) => each.rule === finding.rule && each.item === finding.item);
  if (!found || found.verdict === "withdrawn") return null;
  const now = seen(app, finding);
  const [before, after] = [found.seen, now].map((each) => JSON.stringify(Object.entries(each).sort()));
  return { ...found, changed: before !== "[]" && after !== "[]" && before !== after };
}

/** The decision for which nobody has to look at a finding any more. @param {App} app @param {FormFinding} finding */
export function decided(app, finding) {
  const found = finding.verdict === "needs a person" ? decisionOf(app, finding) : null;
  return found?.changed ? null : found;
}

/** @param {App} app @param {FormFinding} finding @param {{ verdict: string, reason: string, by: string }} what */
export function decide(app, finding, what) {
  app.doc.decisions.push({
    framework: app.model.id, record: finding.record.id ?? "", record_name: finding.record.name ?? "", rule: finding.rule, item: finding.item,
    ...what, on: today(), seen: seen(app, finding),
  });
  app.lastPerson = what.by;
  app.noted();
}

/** Takes a decision back: the finding is as if nobody had looked. @param {App} app @param {FormFinding} finding */
export function withdraw(app, finding) {
  const last = decisionOf(app, finding);
  if (last) decide(app, finding, { verdict: "withdrawn", reason: "", by: last.by });
}

// What people decided about findings, as lines of a log of decisions (`due-regard-decisions/1`), kept in the file. A line is never overwritten: a later one
// about the same finding takes its place.

import { today } from "./engine.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("./engine.js").FormFinding} FormFinding */
/** @typedef {import("./document.js").Decision} Decision */

/** Longer values are kept as their beginning and a hash, and answers past a number of them together, which is the engine's work. */
const LONGEST = 200;
const MOST = 80;

/**
 * What a decision rests on, as the log has it: what the rule says, its verdict, and the answers that it used.
 *
 * @param {App} app @param {FormFinding} finding @returns {Record<string, string>}
 */
export function seen(app, finding) {
  const rule = app.model.rules.find((each) => each.id === finding.rule);
  /** @type {[string, string][]} */
  const pairs = [["the verdict", finding.would_be ?? finding.verdict]];
  if (rule) pairs.unshift(["the rule", rule.when ? `when ${rule.when} require ${rule.require}` : `require ${rule.require}`]);
  for (const { field, state, value } of finding.values) {
    pairs.push([field, state === "answered" ? (value.startsWith("[") ? `[${value}` : value) : state === "invalid" ? `[invalid] ${value}` : `[${state.replaceAll("-", " ")}]`]);
  }
  if (pairs.length > MOST || pairs.some(([, value]) => [...value].length > LONGEST)) return app.work.explain(finding.fingerprint)?.seen ?? {};
  return Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The decision on a finding that counts; `changed`: what it rests on is otherwise now. @param {App} app @param {FormFinding} finding @returns {(Decision & { changed: boolean }) | null} */
export function decisionOf(app, finding) {
  const found = app.doc.decisions.findLast((each) => each.rule === finding.rule && each.item === finding.item);
  if (!found || found.verdict === "withdrawn") return null;
  const now = seen(app, finding);
  const same = (/** @type {Record<string, string>} */ a, /** @type {Record<string, string>} */ b) => Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([key, value]) => b[key] === value);
  return { ...found, changed: Object.keys(now).length > 0 && Object.keys(found.seen).length > 0 && !same(found.seen, now) };
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

// What people decided about findings: lines of a log of decisions (`due-regard-decisions/1`), kept in the file. The engine makes them, and says what holds of them.

/** @typedef {import("./app.js").App} App */
/** @typedef {import("./engine.js").FormFinding} FormFinding */
/** @typedef {import("../../npm/types").FindingDecision} FindingDecision */

/** What was decided about a finding, as long as somebody stands to it. What it rests on may be otherwise now (`stale`). @param {App} app @param {FormFinding} finding @returns {FindingDecision | null} */
export function decisionOf(app, { fingerprint }) {
  const found = app.doc.decisions.length > 0 ? app.work.decision(fingerprint) : null;
  return found && /^[ds]/.test(found.state) ? found : null;
}

/** The decision for which nobody has to look at a finding any more. @param {App} app @param {FormFinding} finding */
export function decided(app, finding) {
  const found = finding.verdict === "needs a person" ? decisionOf(app, finding) : null;
  return found?.state === "decided" ? found : null;
}

/** @param {App} app @param {FormFinding} finding @param {{ verdict: "accepted" | "not accepted" | "withdrawn", reason?: string, by: string }} what */
export function decide(app, finding, what) {
  app.doc.decisions.push(app.work.decide(finding.fingerprint, what));
  app.lastPerson = what.by;
  app.noted();
}

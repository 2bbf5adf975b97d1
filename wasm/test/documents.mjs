// Documents as the installed package makes them, of every type that is held to them: written out as JSON. Called by package.mjs, in a process of its own.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import process from "node:process";
import * as api from "due-regard";
import * as lists from "due-regard/worker";

const ROOT = new URL(process.argv[2]);
await api.ready();
const rules = (path) => readFileSync(new URL(path, ROOT), "utf8");
const find = (name) => rules(`${name}/framework.yaml`);
const day = { as_of: "2026-11-22" };
const register = Object.fromEntries(["aliases", "evidence", "homonyms", "persons"].map((name) => [name, rules(`public-realm/register/${name}.csv`)]));
const named = [...(/^registers:\n((?: .*\n|\n)+)/m.exec(find("public-realm"))?.[1] ?? "").matchAll(/^ {2}([a-z-]+):/gm)].map((found) => found[1]);
const list = await lists.auditList(find("public-realm"), Buffer.from(rules("public-realm/sample/london.csv").split("\n").slice(0, 60).join("\n")), {
  ...day, detail: "records", registers: Object.fromEntries(named.map((name) => [name, register])),
});
const mapping = await lists.mapList(find("public-realm"), Buffer.from(rules("public-realm/sample/london.csv")), day);
const framework = api.Framework.load(find("council-eia"), { find });
const session = new api.Session(framework, {}, { ...day, stage: framework.describe().stages.at(-1)?.id });
const changed = framework.describe().sections.flatMap((section) => section.members).filter((member) => member.kind === "field" && member.type === "yes-no");
const deltas = changed.slice(0, 3).map((field) => {
  try {
    return session.set(field.path, "yes");
  } catch {
    return null; // asked once a row
  }
}).filter(Boolean);
const screener = api.Screener.load(register, { suppressed: true });
const SOON = "language: 1\nframework: a\nversion: 1.0.0\ntitle: A\nsources: {house: {title: House, standing: house rule}}\nsections: [{id: all, fields: [{id: due, type: date}, {id: what, type: text}]}]\nrules: [{id: over, require: due >= today, cite: house, say: over, why: w}]\n";
const soon = api.Framework.load(SOON).audit({ due: "2026-11-25" }, { ...day, ahead: 30, detail: "records" });
assert.equal(soon.results[0].soon.length, 1);
assert.ok(list.audit.measures.length > 0 && list.audit.results.some((result) => result.candidates?.length > 0));
const documents = {
  Audit: [list.audit, soon, session.audit({ detail: "records", ahead: 400 }), framework.audit({}, { ...day, every_verdict: true })],
  ListMapping: [mapping],
  FormModel: [framework.describe(), api.Framework.load(find("council-eia-wales"), { find }).describe("cy")],
  Evaluation: [session.evaluation()],
  Delta: deltas,
  NextQuestion: session.next(3),
  Turn: session.turns().slice(0, 3),
  AnswerProblem: session.answerProblems().slice(0, 3),
  Comparison: [session.compare(api.Framework.load(find("council-eia-wales"), { find }))],
  Explanation: [session.explain(session.evaluation().findings[0].fingerprint)],
  Candidates: ["Gladstone Street", "Nelson Mandela Close", "Saint George Street", "Zzz"].map((name) => screener.screen(name)),
  Diagnostic: api.Framework.check("language: 1\ntitel: A\n"),
};
for (const [type, them] of Object.entries(documents)) assert.ok(them.length > 0, type);
console.log(JSON.stringify(documents));

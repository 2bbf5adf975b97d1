// The saved file and addresses, without a browser.

import assert from "node:assert/strict";
import { test } from "node:test";
import { carrying, fresh, fromText, remember, Refused, toText } from "../src/document.js";
import { address, read, steps, to } from "../src/router.js";
import { translator, learn, LANGUAGES } from "../src/messages.js";
import { en } from "../src/messages/en.js";
import { cy } from "../src/messages/cy.js";
import { today } from "../src/engine.js";

/** @param {string} text @returns {string} the key of the message that says why */
function refused(text) {
  try {
    fromText(text);
  } catch (error) {
    assert.ok(error instanceof Refused, String(error));
    return error.key;
  }
  return "";
}

test("what is saved is read again", () => {
  const doc = fresh({
    stage: "submit", revision: 7, saved: "2026-11-22T10:00:00.000Z", framework: { id: "f", version: "1", sha256: "ab", title: "F" }, record: { title: "T", rows: [{ $row: "r1", a: { state: "not known", reason: "nobody looked" } }] },
    completed: { about: true }, decisions: [{ framework: "f", record: "", record_name: "", rule: "r", item: "rows[1]", verdict: "accepted", by: "A", on: "2026-11-22", reason: "why", seen: { "the verdict": "needs a person" } }],
    framework_text: { file: "f.yaml", text: "language: 1", bases: { base: "x" } }, kept: { another: [1] },
    comments: { "rows[r1].a": { text: "Ask them", by: "B", on: "2026-11-23" } },
    earlier: [{ version: "0.9", sha256: "cd", as_of: "2026-11-01", stage: "", outcome: "may go on", findings: [{ verdict: "not met", severity: "major", message: "M" }] }],
  });
  remember(doc, { at: "2026-11-22T10:00:00.000Z", what: "answer", place: "title", label: "Title", before: "", after: "T" });
  const again = fromText(toText(doc));
  assert.ok(again.ours);
  const { id: a, ...rest } = again.doc;
  const { id: b, ...given } = doc;
  assert.notEqual(a, b);
  assert.deepEqual(rest, given);
});

test("a report carries its file, whatever its text says", () => {
  const doc = fresh({ record: { title: '</script><script type="application/json" id="due-regard-file">{}</script>' }, comments: { title: { text: "<b>", by: "", on: "2026-11-23" } } });
  remember(doc, { at: "2026-11-22T10:00:00.000Z", what: "answer", place: "title", label: "Title", before: "", after: "T" });
  const page = carrying('<!doctype html><html><body><p>&lt;script type="application/json" id="due-regard-file"></p></body></html>', doc);
  assert.equal(page.match(/<script/g)?.length, 1, "nothing of an answer becomes markup");
  const { doc: again, ours } = fromText(page);
  assert.ok(ours);
  assert.deepEqual([again.record, again.comments], [doc.record, doc.comments]);
  assert.deepEqual([again.history, again.history_left_out], [[], 1], "the steps stay out of it");
});

test("a file says in its first lines what it is, and holds its record where the command line looks", () => {
  const file = JSON.parse(toText(fresh({ record: { a: 1 } })));
  assert.equal(Object.keys(file)[0], "schema");
  assert.deepEqual(file.records, [{ a: 1 }]);
  assert.equal(Object.keys(file).at(-1), "framework_text");
});

test("answers by themselves, and lists of one, are read", () => {
  assert.deepEqual(fromText('{"title": "T"}').doc.record, { title: "T" });
  assert.deepEqual(fromText('[{"title": "T"}]').doc.record, { title: "T" });
  assert.deepEqual(fromText('\ufeff{"records": [{"title": "T"}]}').doc.record, { title: "T" });
});

test("what is no file of ours is refused with its reason", () => {
  assert.equal(refused(""), "open.empty");
  assert.equal(refused("<html>"), "open.no-file-inside");
  assert.equal(refused("{<html>"), "open.not-json");
  assert.equal(refused('"text"'), "open.no-record");
  assert.equal(refused("[]"), "open.no-record");
  assert.equal(refused("[1]"), "open.no-record");
  assert.equal(refused('{"records": []}'), "open.no-record");
  assert.equal(refused('{"records": [{}, {}]}'), "open.several");
  assert.equal(refused('{"schema": "due-regard-audit/1", "records": {}}'), "open.other-kind");
  assert.equal(refused('{"schema": "due-regard-file/2", "records": [{}]}'), "open.newer");
  assert.equal(refused('{"schema": "due-regard-file/1", "records": [{'), "open.cut");
  assert.equal(refused("[".repeat(100_000)), "open.too-deep");
  assert.equal(refused(`{"a": ${'{"b": '.repeat(60)}1${"}".repeat(60)}}`), "open.too-deep");
  assert.equal(refused(`[${"0,".repeat(600_000)}0]`), "open.too-large");
  assert.equal(refused(" ".repeat(17 * 1024 * 1024)), "open.too-large");
  assert.equal(refused(`{"a": "${"[".repeat(1000)}"}`), "", "brackets in a text are no depth");
});

test("a hostile file reaches no prototype", () => {
  const { doc } = fromText('{"schema": "due-regard-file/1", "__proto__": {"polluted": 1}, "completed": {"__proto__": true}, "records": [{"__proto__": {"polluted": 1}, "a": {"__proto__": {"polluted": 1}, "b": 1}}], "decisions": [{"seen": {"__proto__": "x"}}]}');
  assert.equal(/** @type {any} */ ({}).polluted, undefined);
  assert.equal(/** @type {any} */ (doc.record)["polluted"], undefined);
  assert.deepEqual(Object.keys(doc.record), ["a"]);
  assert.deepEqual(doc.record["a"], { b: 1 });
  assert.equal(Object.getPrototypeOf(doc.completed), Object.prototype);
});

test("going on typing is one step of the history, and the history is bounded", () => {
  const doc = fresh();
  const step = (/** @type {number} */ n, /** @type {string} */ place) => ({ at: new Date(1e12 + n * 1000).toISOString(), what: "answer", place, label: place, before: String(n), after: String(n + 1) });
  for (let n = 0; n < 5; n += 1) remember(doc, step(n, "title"));
  assert.deepEqual(doc.history.map(({ before, after }) => [before, after]), [["0", "5"]]);
  for (let n = 0; n < 3000; n += 1) remember(doc, step(n, `f${n}`));
  assert.equal(doc.history.length + doc.history_left_out, 3001);
  assert.ok(doc.history.length <= 2000);
});

test("addresses lead where they say", () => {
  assert.equal(address("title", "about"), "#/s/about?q=title");
  assert.equal(address("impacts[age].effect", "impacts"), "#/s/impacts/age?q=effect");
  assert.equal(address("impacts[night workers].actions[r3].owner", "impacts"), "#/s/impacts/night%20workers/actions/r3?q=owner");
  assert.equal(address("impacts[age].actions[r3]", "impacts"), "#/s/impacts/age/actions/r3");
  assert.deepEqual(steps("impacts[a.b c].x"), ["impacts", "a.b c", "x"]);
  for (const parts of [["s", "a/b", "%", "ŵ ?#&"], []]) assert.deepEqual(read(to(parts, { q: "x=y" })).parts, parts);
  assert.equal(read("#/s/%E0%A4%A?q=%").parts[1], "%E0%A4%A", "what cannot be decoded stays");
  assert.equal(/** @type {any} */ (read("#/x?__proto__=1").query)["polluted"], undefined);
});

test("both languages say everything, with the same places to fill in", () => {
  const holes = (/** @type {unknown} */ message) => new Set([...JSON.stringify(message).matchAll(/\{(\w+)\}/g)].map((match) => match[1]));
  assert.deepEqual(Object.keys(cy).filter((key) => !(key in en)), []);
  assert.deepEqual(Object.keys(en).filter((key) => !(key in cy)), []);
  for (const key of /** @type {(keyof typeof en)[]} */ (Object.keys(en))) {
    for (const hole of holes(cy[key])) assert.ok(holes(en[key]).has(hole), `${key}: {${hole}}`);
  }
});

test("messages have the form of their number", () => {
  learn({ en, cy });
  const t = translator("en");
  assert.equal(t("count.findings", { n: 1 }), "1 finding");
  assert.equal(t("count.findings", { n: 0 }), "0 findings");
  assert.equal(translator("cy")("count.findings", { n: 2 }), "canfyddiadau: 2");
  assert.equal(translator("xx")("tasks.title"), "Task list", "what is not there is said in English");
  assert.deepEqual(Object.keys(LANGUAGES), ["en", "cy"]);
});

test("today is the day of this computer, not that of Greenwich", () => {
  assert.equal(today(new Date(2026, 0, 5, 23, 59)), "2026-01-05");
});

// The package as others get it: packed, installed, typed, bundled, and surviving a stopped engine. `node wasm/test/package.mjs FOLDER-OF-THE-PACKAGE`.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { runInNewContext } from "node:vm";
import { Worker } from "node:worker_threads";

const folder = resolve(process.argv[2]);
const tools = createRequire(fileURLToPath(new URL("../form/package.json", import.meta.url)));
const place = mkdtempSync(join(tmpdir(), "due-regard-"));
const run = (program, ...rest) => execFileSync(program, rest, { cwd: place, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
const held = [];
const step = async (name, work) => {
  await work();
  held.push(name);
};
/** Edits the module so that it may have no more memory than it has now and some pages: what happens to anybody who uses all of it. */
function withLittleMemory(bytes, pages) {
  const number = (at) => {
    let [value, shift, next] = [0, 0, at];
    for (;;) {
      const byte = bytes[next++];
      value |= (byte & 127) << shift;
      if (byte < 128) return [value, next];
      shift += 7;
    }
  };
  const written = (value) => {
    const out = [];
    do {
      out.push((value & 127) | (value > 127 ? 128 : 0));
      value >>>= 7;
    } while (value > 0);
    return out;
  };
  for (let at = 8; at < bytes.length; ) {
    const id = bytes[at];
    const [size, start] = number(at + 1);
    if (id === 5) {
      const [least] = number(start + 2);
      const section = [1, 1, ...written(least), ...written(least + pages)];
      return Buffer.concat([bytes.subarray(0, at), Buffer.from([5, ...written(section.length), ...section]), bytes.subarray(start + size)]);
    }
    at = start + size;
  }
  throw new Error("the module has no memory of its own");
}

try {
  writeFileSync(join(place, "package.json"), JSON.stringify({ name: "try", version: "1.0.0", private: true, type: "module" }));
  await step("packed and installed", () => {
    const [packed] = JSON.parse(run("npm", "pack", folder, "--json", "--silent"));
    const names = packed.files.map((file) => file.path);
    for (const wanted of ["due_regard.wasm", "index.js", "node.js", "api.js", "glue.js", "index.d.ts", "types.d.ts", "README.md", "LICENSE-MIT", "LICENSE-APACHE"]) {
      assert(names.includes(wanted), `the package lacks ${wanted}`);
    }
    assert.equal(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).dependencies, undefined);
    run("npm", "install", `./${packed.filename}`, "--offline", "--no-audit", "--no-fund", "--silent");
  });
  const readme = readFileSync(join(folder, "README.md"), "utf8");
  const example = /```ts\n([\s\S]*?)```/.exec(readme)[1];
  await step("README example typed with --strict", () => {
    writeFileSync(join(place, "example.ts"), example);
    // What the types have to refuse.
    writeFileSync(
      join(place, "wrong.ts"),
      `import { Framework, InputError, Screener, Session } from "due-regard";
declare const framework: Framework;
// @ts-expect-error a record is no text here
framework.audit("{}", {});
// @ts-expect-error there is no such detail
framework.audit({}, { detail: "everything" });
// @ts-expect-error there is no such format
framework.report({}, "pdf");
// @ts-expect-error an answer is no date
new Session(framework).set("a", new Date());
const verdict: "met" | undefined = undefined;
// @ts-expect-error a verdict is one of six
const other: typeof verdict = framework.audit({}).findings[0]?.verdict;
// @ts-expect-error an audit has no such part
framework.audit({}).decisions;
// @ts-expect-error a framework is loaded
new Framework("text");
// @ts-expect-error a screener too
new Screener({});
// @ts-expect-error reports look ahead in days
new Session(framework).report("html", { ahead: "a month" });
declare const error: InputError;
// @ts-expect-error there is no such kind
error.kind === "no-such-kind";
export { other };
`,
    );
    const typescript = join(tools.resolve("typescript/package.json"), "../bin/tsc");
    run(process.execPath, typescript, "--strict", "--noEmit", "--target", "es2022", "--module", "nodenext", "--lib", "es2022,dom", "--types", "", "example.ts", "wrong.ts");
  });
  await step("the element's types", () => {
    copyFileSync(new URL("../form/element.d.ts", import.meta.url), join(place, "element.d.ts"));
    writeFileSync(
      join(place, "host.ts"),
      `import { DueRegardForm, define, type DueRegardFormAttributes } from "./element.js";
define();
const form: DueRegardForm = document.createElement("due-regard-form");
const found: DueRegardForm | null = document.querySelector("due-regard-form");
const attributes: DueRegardFormAttributes = { src: "framework.yaml", "as-of": "2026-11-22", keeps: "no" };
form.addEventListener("record-change", ({ detail }) => detail.path.length + detail.revision);
document.addEventListener("findings-change", ({ detail }) => detail.verdicts.not_met);
form.addEventListener("save-request", (event) => {
  event.preventDefault();
  localStorage.setItem(event.detail.name, event.detail.text);
});
form.addEventListener("form-error", ({ detail }) => detail.diagnostics?.[0]?.line ?? detail.code?.length ?? detail.message.length);
form.addEventListener("ready", ({ detail }) => detail.framework.length);
form.record = { title: "A" };
form.open("{}", "file.json");
DueRegardForm.engine = async () => {
  const engine = await import("due-regard");
  await engine.ready();
  return engine;
};
const title: unknown = found?.record?.["title"];
// @ts-expect-error a record is no text
form.record = "{}";
// @ts-expect-error no such detail
form.addEventListener("record-change", ({ detail }) => detail.record);
// @ts-expect-error drafts are kept or not
const wrong: DueRegardFormAttributes = { keeps: "perhaps" };
export { attributes, title, wrong };
`,
    );
    run(process.execPath, join(tools.resolve("typescript/package.json"), "../bin/tsc"), "--strict", "--noEmit", "--target", "es2022", "--module", "nodenext", "--lib", "es2022,dom", "--types", "", "host.ts");
  });
  await step("types as documents are", () => {
    copyFileSync(new URL("documents.mjs", import.meta.url), join(place, "documents.mjs"));
    const documents = JSON.parse(execFileSync(process.execPath, ["documents.mjs", String(new URL("../../rules/", import.meta.url))], { cwd: place, encoding: "utf8", maxBuffer: 1 << 28 }));
    // What a literal has and its type has not is an error, and the other way round.
    const written = Object.entries(documents).flatMap(([type, them]) => them.map((one, at) => `export const ${type.toLowerCase()}${at}: ${type} = ${JSON.stringify(one)};`));
    writeFileSync(join(place, "documents.ts"), `import type { ${Object.keys(documents).join(", ")} } from "due-regard";\n${written.join("\n")}\n`);
    run(process.execPath, join(tools.resolve("typescript/package.json"), "../bin/tsc"), "--strict", "--noEmit", "--target", "es2022", "--module", "nodenext", "--lib", "es2022,dom", "--types", "", "documents.ts");
  });
  await step("what documents name is there", () => {
    const { exports } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    for (const text of [readme, ...["index.d.ts", "worker.d.ts"].map((name) => readFileSync(join(folder, name), "utf8"))]) {
      for (const [, path] of text.matchAll(/["`(]due-regard(\/[\w./-]+)(?:\?\w+)?["`)]/g)) assert.ok(`.${path}` in exports, `due-regard${path} is not exported`);
      assert.doesNotMatch(text, /new URL\("due-regard/);
    }
    writeFileSync(join(place, "where.mjs"), `for (const path of ["due_regard.wasm", "worker-thread.js"]) console.log(import.meta.resolve("due-regard/" + path));`);
    assert.match(run(process.execPath, "where.mjs"), /due_regard\.wasm\n.*worker-thread\.js\n$/);
  });
  await step("README example run in Node", () => {
    writeFileSync(join(place, "example.mjs"), example.replace(/^import .* from "due-regard";$/m, (line) => line));
    const said = run(process.execPath, "example.mjs").trim().split("\n");
    assert.equal(said[0], "cannot tell");
    assert.match(said[1], /\w/);
    assert.equal(said[2], "[ 'opened' ]");
    assert.match(said[3], /^\d+:\d+ /);
  });
  await step("from CommonJS", () => {
    writeFileSync(join(place, "old.cjs"), `import("due-regard").then(async (api) => { await api.ready(); console.log(api.version()); });`);
    assert.match(run(process.execPath, "old.cjs"), /^due-regard \d/);
  });
  await step("bundled for pages", async () => {
    const esbuild = tools("esbuild");
    writeFileSync(join(place, "page.js"), `import { ready, version } from "due-regard"; export default ready().then(version);`);
    const made = await esbuild.build({ entryPoints: [join(place, "page.js")], bundle: true, format: "esm", platform: "browser", write: false, logLevel: "error" });
    // The bundle still knows where the module lies.
    assert.match(made.outputFiles[0].text, /due_regard\.wasm/);
    assert.doesNotMatch(made.outputFiles[0].text, /node:fs/);
  });
  await step("the draft survives a stopped engine", async () => {
    const api = await import(pathToFileURL(join(folder, "node.js")));
    await api.ready(withLittleMemory(readFileSync(join(folder, "due_regard.wasm")), 64));
    const text = `language: 1
framework: a
version: 1.0.0
title: A
sections:
  - {id: all, fields: [{id: what, type: long text}, {id: held, type: yes-no, required: true}]}
  - {id: steps, repeat: {min: 0}, fields: [{id: step, type: text}]}
outcome:
  - {is: held, when: held = yes}
  - {is: not held}
`;
    const framework = api.Framework.load(text);
    const session = new api.Session(framework, {}, { as_of: "2026-11-01" });
    const { outcome } = session.set("held", "yes");
    assert.equal(outcome.is, "Held");
    // Each delta has the outcome, whether or not it is another.
    assert.deepEqual(session.set("what", "before").outcome, outcome);
    const added = session.addRow("steps");
    session.set(`${added.order[0]}.step`, "first");
    const kept = session.recordText();
    const hog = [];
    assert.throws(() => {
      for (let at = 0; at < 100_000; at += 1) hog.push(new api.Session(framework, { what: "w".repeat(100_000) }, { as_of: "2026-11-01" }));
    }, api.EngineCrash);
    // The same objects go on in a fresh engine.
    assert.equal(session.recordText(), kept);
    const went = session.set("what", "went on");
    assert.equal(went.questions[0].value, "went on");
    assert.deepEqual(went.outcome, outcome);
    assert.equal(session.set("held", "no").outcome.is, "Not held");
    assert.deepEqual(session.set("held", "yes").outcome, outcome);
    assert.equal(session.get("held"), "yes");
    assert.equal(framework.describe().sections.length, 2);
    assert.throws(() => session.set("nothing", "x"), api.InputError);
    for (const half of ["\ud800", "went \udc00 on"]) assert.throws(() => session.set("what", half), api.InputError);
    assert.equal(session.get("what"), "went on");
    // A delta says which change it was; what its reader does with that is no matter to the session.
    for (const change of [{ kind: "set", path: "what", answer: "whole \u{1f600}\ufffd" }, { kind: "set", path: "what", answer: { state: "not known" } }, { kind: "all", changes: [] }]) {
      const delta = session.apply(change);
      assert.deepEqual(delta.change, change);
      assert.notEqual(delta.change, change);
    }
    assert.deepEqual(session.get("what"), { state: "not known" });
    assert.throws(() => new api.Session(framework, { what: new Map() }), (error) => error instanceof api.InputError && error.path === "what");
    for (const [wrong, path] of [[{ what: 1n }, "what"], [{ steps: [{ step: NaN }] }, "steps[0].step"], [{ what: () => 1 }, "what"], [{ what: "\ud800" }, "what"]]) {
      assert.throws(() => framework.audit(wrong, { as_of: "2026-11-01" }), (error) => error instanceof api.InputError && error.path === path, path);
    }
    assert.throws(() => framework.audit({}, { as_off: "2026-11-01" }), /as_off/);
    // Who freed the framework goes on with the session, when the engine stopped too; a new session it makes no more.
    const lent = api.Framework.load(text);
    const alone = new api.Session(lent, { what: "alone" }, { as_of: "2026-11-01" });
    alone.set("held", "yes");
    lent.free();
    const hogs = [];
    assert.throws(() => {
      for (let at = 0; at < 100_000; at += 1) hogs.push(new api.Session(framework, { what: "w".repeat(100_000) }, { as_of: "2026-11-01" }));
    }, api.EngineCrash);
    assert.deepEqual(alone.record(), { what: "alone", held: "yes" });
    // So does what people decided about findings, and what stands beside the record.
    const judged = api.Framework.load(`${text}rules: [{id: look, severity: review, when: held = yes, require: words(what) > 9, cite: [house], say: look, why: x}]\nsources: {house: {title: House, standing: house rule}}\n`);
    const deciding = new api.Session(judged, { what: "too few words", held: "yes" }, { as_of: "2026-11-01", brief: true });
    const { fingerprint } = deciding.evaluation().findings.find(({ rule }) => rule === "look");
    assert.equal(deciding.decision(fingerprint), null);
    const lines = [deciding.decide(fingerprint, { verdict: "accepted", by: "Ann", reason: "so it is", on: "2026-11-02" }), deciding.decide(fingerprint, { verdict: "not accepted", by: "Ben", reason: "it is not", on: "2026-11-03" })];
    assert.equal(lines[1].supersedes, lines[0].id);
    deciding.setBeside({ signed: null, comments: { what: { text: "which words?", by: "Cai", on: "2026-11-04" } } });
    const said = () => [deciding.decision(fingerprint).by, /not accepted by Ben/.test(deciding.report("markdown")), /which words\?/.test(deciding.report("markdown")), /which words\?/.test(deciding.answersCsv())];
    assert.deepEqual(said(), ["Ben", true, true, true]);
    const third = [];
    assert.throws(() => {
      for (let at = 0; at < 100_000; at += 1) third.push(new api.Session(framework, { what: "w".repeat(100_000) }, { as_of: "2026-11-01" }));
    }, api.EngineCrash);
    assert.deepEqual(said(), ["Ben", true, true, true]);
    deciding.configure({ as_of: "2026-11-05" });
    assert.deepEqual(said(), ["Ben", true, true, true]);
    // Lines that were kept say the same in another session.
    const again = new api.Session(judged, deciding.record(), { as_of: "2026-11-05" });
    again.setDecisions(lines);
    assert.equal(again.decision(fingerprint).verdict, "not accepted");
    assert.throws(() => again.setDecisions([1]), api.InputError);
    assert.equal(again.decision(fingerprint).verdict, "not accepted");
    assert.equal(alone.set("what", "went on").questions[0].value, "went on");
    assert.throws(() => new api.Session(lent), /freed/);
    // A record that contains itself is refused, not followed.
    const circle = {};
    circle.steps = [circle];
    assert.throws(() => framework.audit(circle, { as_of: "2026-11-01" }), api.InputError);
  });
  await step("several questions to one worker", async () => {
    const api = await import(pathToFileURL(join(folder, "node.js")));
    api.readySync(readFileSync(join(folder, "due_regard.wasm")));
    const text = readme.match(/const text = `([\s\S]*?)`/)[1];
    const list = Buffer.from("ref,consulted\nA1,no\nA2,yes\n");
    const options = { as_of: "2026-11-22" };
    // The page's side and the worker's as they are, in a thread of Node's dressed as a worker of a page.
    const thread = () => {
      const inner = new Worker(
        `const { parentPort } = require("node:worker_threads");
globalThis.self = globalThis;
globalThis.postMessage = (message) => parentPort.postMessage(message);
const there = import(${JSON.stringify(String(pathToFileURL(join(folder, "worker-thread.js"))))});
parentPort.on("message", async (data) => { await there; self.onmessage({ data }); });`,
        { eval: true },
      );
      const worker = { ended: false, postMessage: (message) => inner.postMessage(message), terminate: () => ((worker.ended = true), void inner.terminate()) };
      inner.on("message", (data) => worker.onmessage({ data }));
      inner.on("error", (error) => worker.onerror(error));
      return worker;
    };
    const places = [[await import(pathToFileURL(join(folder, "worker.js"))), thread], [await import(pathToFileURL(join(folder, "worker-node.js"))), () => undefined]];
    const soon = (promise) => Promise.race([promise, new Promise((_, late) => setTimeout(() => late(new Error("it never settles")), 20_000).unref())]);
    const pieces = new api.ListAudit(api.Framework.load(text), options);
    pieces.push(list);
    assert.equal(pieces.finish().records.read, 2);
    assert.throws(() => pieces.push(list), /this list is finished/);
    assert.equal(JSON.parse(pieces.report("json")).records.read, 2);
    pieces.free();
    for (const [{ auditList, mapList }, made] of places) {
      const told = [];
      const worker = made();
      const done = await soon(auditList(text, list, { ...options, worker, onProgress: (progress) => told.push(progress) }));
      assert.equal(done.audit.records.read, 2);
      assert.equal(told.at(-1).bytes, list.length);
      const [csv, wrong, html, json] = await soon(Promise.allSettled(["csv", "csvv", "html", "json"].map((format) => done.report(format))));
      assert.match(csv.value, /A1/);
      assert.match(html.value, /^<!doctype html>/i);
      assert.equal(JSON.parse(json.value).schema, "due-regard-audit/1");
      assert.ok(wrong.reason instanceof api.InputError);
      assert.equal(wrong.reason.message, "no format is called `csvv`; the module writes text, json, jsonl, csv, html and markdown");
      const waiting = done.report("html"); // in Node it is there at once
      done.close();
      done.close();
      if (worker) await assert.rejects(soon(waiting), { name: "AbortError" });
      assert.ok(worker?.ended ?? true);
      await assert.rejects(soon(done.report("csv")), { name: "AbortError" });
      assert.equal((await soon(mapList(text, list, { ...options, worker: made() }))).columns.length, 2);
      await assert.rejects(soon(auditList("language: 1", list, { ...options, worker: made() })), api.LoadError);
      const controller = new AbortController();
      const stopped = auditList(text, list, { ...options, worker: made(), signal: controller.signal });
      controller.abort();
      await assert.rejects(soon(stopped), { name: "AbortError" });
    }
  });
  await step("errors say their kind and place", async () => {
    const api = await import(pathToFileURL(join(folder, "node.js")));
    const framework = api.Framework.load(readme.match(/const text = `([\s\S]*?)`/)[1]);
    const session = new api.Session(framework, { ref: "A1" }, { as_of: "2026-11-22" });
    const thrown = (work) => {
      try {
        work();
      } catch (error) {
        assert.ok(error instanceof api.InputError, String(error));
        return [error.kind, error.path, error.message];
      }
      return assert.fail(`${work} throws nothing`);
    };
    assert.deepEqual(thrown(() => session.set("nope", "x")), ["no-such-place", "nope", "there is no place `nope` in this record: the framework has no such field"]);
    assert.deepEqual(thrown(() => session.get("rows[a].b")).slice(0, 2), ["no-such-place", "rows[a].b"]);
    assert.deepEqual(thrown(() => session.set("ref", "x".repeat(2 ** 20 + 1))).slice(0, 2), ["invalid-setting", "ref"]);
    assert.deepEqual(thrown(() => framework.audit({}, { asOf: "2026-11-22" })), ["invalid-setting", "asOf", "there is no option `asOf`; did you mean `as_of`?"]);
    assert.deepEqual(thrown(() => framework.audit({}, { everything: true })), ["invalid-setting", "everything", "there is no option `everything`"]);
    assert.deepEqual(thrown(() => session.audit({ ahed: 3 })), ["invalid-setting", "ahed", "there is no option `ahed`; did you mean `ahead`?"]);
    assert.deepEqual(thrown(() => session.report("html", { detail: "all" })).slice(0, 2), ["invalid-setting", "detail"]);
    assert.match(thrown(() => session.report("sarif"))[2], /^the module writes text, json, jsonl, csv, html and markdown; SARIF is written by the command line$/i);
    // Every kind that is thrown is in the union.
    const union = new Set(/type InputErrorKind =([\s\S]*?);/.exec(readFileSync(join(folder, "index.d.ts"), "utf8"))[1].match(/(?<=\| ")[a-z-]+/g));
    const sources = ["", "list/", "plain/"].flatMap((at) => readdirSync(new URL(`../src/${at}`, import.meta.url)).filter((name) => name.endsWith(".rs") && name !== "page.rs").map((name) => readFileSync(new URL(`../src/${at}${name}`, import.meta.url), "utf8")));
    const kinds = new Set(sources.flatMap((source) => [...source.matchAll(/refuse(?:d|d_with|_as)\(\s*"([a-z-]+)"|=> "((?:un|no-|limit|invalid)[a-z-]+)"/g)].map((found) => found[1] ?? found[2])));
    assert.deepEqual([...union].sort(), [...kinds].sort());
  });
  await step("arguments that are none of what is wanted", async () => {
    const api = await import(pathToFileURL(join(folder, "node.js")));
    const lists = await Promise.all(["worker-node.js", "worker.js"].map((name) => import(pathToFileURL(join(folder, name)))));
    const text = readme.match(/const text = `([\s\S]*?)`/)[1];
    const framework = api.Framework.load(text);
    const day = { as_of: "2026-11-22" };
    const session = new api.Session(framework, { ref: "A1" }, day);
    const list = new Uint8Array([97]);
    const pieces = new api.ListAudit(framework, day);
    const refused = (kind, path) => (error) => error instanceof api.InputError && error.code === kind && error.kind === kind && error.path === path && error.message.length > 10 && typeof error.help === "string";
    for (const [use, kind, path] of [
      [() => framework.audit({}, "2026-11-22"), "invalid-setting", ""],
      [() => framework.audit({}, 5), "invalid-setting", ""],
      [() => framework.audit({}, [day]), "invalid-setting", ""],
      [() => framework.audit({}, new Date()), "invalid-setting", ""],
      [() => framework.audit({}, new Map([["as_of", "2026-11-22"]])), "invalid-setting", ""],
      [() => framework.audit(null, day), "unreadable-record", ""],
      [() => framework.audit(undefined, day), "unreadable-record", ""],
      [() => framework.report([], "html", day), "unreadable-record", ""],
      [() => new api.Session(framework, null, day), "unreadable-record", ""],
      [() => new api.Session({}, {}, day), "invalid-setting", "framework"],
      [() => new api.ListAudit(session, day), "invalid-setting", "framework"],
      [() => session.compare("text"), "invalid-setting", "framework"],
      [() => session.next(-1), "invalid-setting", "limit"],
      [() => session.next(1.5), "invalid-setting", "limit"],
      [() => session.next("3"), "invalid-setting", "limit"],
      [() => framework.next({}, { ...day, limit: -1 }), "invalid-setting", "limit"],
      [() => session.configure(4), "invalid-setting", ""],
      [() => session.apply(null), "invalid-setting", "change"],
      [() => session.summary("md", { hole: true }), "invalid-setting", "hole"],
      [() => session.summary("md", { whole: "yes" }), "invalid-setting", "whole"],
      [() => session.summary("md", "whole"), "invalid-setting", ""],
      [() => session.decide("x", "accepted"), "invalid-setting", "decision"],
      [() => session.decide("x", { verdict: "accepted", by: "A", why: "no such key" }), "invalid-setting", "why"],
      [() => session.decide("x", { verdict: "accepted" }), "invalid-setting", ""],
      [() => api.Screener.load({ persons: "id,name\n" }).screen("A", { neighbours: ["B", 5] }), "invalid-setting", "neighbours"],
      [() => session.configure({ stages: "a" }), "invalid-setting", "stages"],
      [() => session.report("html", "records"), "invalid-setting", ""],
      [() => api.Framework.load(text, { fil: "a.yaml" }), "invalid-setting", "fil"],
      [() => api.Framework.check(text, { find: {} }), "invalid-setting", "find"],
      [() => api.Screener.load({}, "clean"), "invalid-setting", ""],
      [() => pieces.push(list.buffer), "invalid-setting", "bytes"],
      [() => pieces.push("ref\n1\n"), "invalid-setting", "bytes"],
      [() => pieces.mapping([97], true), "invalid-setting", "bytes"],
      // Half a character, in a key and in a text that goes in by itself.
      [() => framework.audit({ "ref\ud800": "A1" }, day), "not-json", "ref\ufffd"],
      [() => framework.audit('{"ref": "\ud800"}', day), "not-json", ""],
      [() => session.explain("\udc00"), "not-json", ""],
      // Limits are called that.
      [() => framework.audit(`{"a": ${"[".repeat(200)}${"]".repeat(200)}}`, day), "limit-reached", ""],
    ]) {
      assert.throws(use, refused(kind, path), String(use));
    }
    for (const { auditList, mapList } of lists) {
      for (const wrong of [list.buffer, "ref\n1\n", [97], undefined, {}]) {
        await assert.rejects(auditList(text, wrong, day), refused("invalid-setting", "list"));
        await assert.rejects(mapList(text, wrong, day), refused("invalid-setting", "list"));
      }
      await assert.rejects(auditList(text, list, "2026"), refused("invalid-setting", ""));
      await assert.rejects(auditList(text, list, { ...day, bases: "text" }), refused("invalid-setting", "bases"));
    }
    // What has no value is not given; bytes of another realm are bytes.
    assert.match(framework.audit({}, { as_of: undefined, stage: undefined }).receipt.as_of, /^\d{4}-\d\d-\d\d$/);
    assert.equal(session.configure({ as_of: undefined }).as_of, day.as_of);
    assert.equal((await lists[0].auditList(text, runInNewContext("new Uint8Array([114, 101, 102, 10, 65, 10])"), { ...day, stage: undefined })).audit.records.read, 1);
    assert.match(framework.audit({ "ref\ufffd": "A1" }, day).list.notes[0].what, /ref/);
    assert.match((() => {
      try {
        return framework.audit({}, { asOf: "2026-11-22" });
      } catch (error) {
        return error.help;
      }
    })(), /^there are .*\bas_of\b/);
    pieces.free();
    session.free();
  });
  await step("limits", () => {
    // In a process of its own: the module that is in use here has little memory.
    writeFileSync(
      join(place, "limits.mjs"),
      `import { Framework, ready } from "due-regard";
await ready();
const framework = Framework.load(${JSON.stringify(readme.match(/const text = `([\s\S]*?)`/)[1])});
for (const record of [{ a: Array(1_000_001).fill(0) }, '{"a": [' + "0,".repeat(1_000_001) + "0]}"]) {
  try {
    framework.audit(record, { as_of: "2026-11-22" });
  } catch (error) {
    console.log(error.name, error.code, error.path);
  }
}
`,
    );
    assert.equal(run(process.execPath, "limits.mjs"), "InputError limit-reached a[999998]\nInputError limit-reached \n");
  });
  await step("a record's text as the command line reads it", async () => {
    const api = await import(pathToFileURL(join(folder, "node.js")));
    const framework = api.Framework.load(readme.match(/const text = `([\s\S]*?)`/)[1]);
    const day = { as_of: "2026-11-22" };
    for (const [text, key] of [['{"ref": "A1", "ref": "A1"}', "ref"], ['{"steps": [{"step": "a", "step": "b"}]}', "step"]]) {
      assert.throws(() => framework.auditText(text, day), (error) => error instanceof api.InputError && error.code === "unreadable-record" && error.path === key && error.message === `the record has the key \`${key}\` twice`);
    }
    const bom = '\ufeff{"ref": "A1", "consulted": "no"}';
    assert.equal(framework.auditText(bom, day), framework.auditText({ ref: "A1", consulted: "no" }, day));
    assert.throws(() => framework.auditText(`\ufeff${bom}`, day), { code: "not-json" });
    // With a name the receipt says which text it was.
    const { inputs } = JSON.parse(framework.auditText(bom, { ...day, name: "a.json" })).receipt;
    assert.deepEqual(inputs, [{ name: "a.json", format: "JSON", bytes: Buffer.byteLength(bom), sha256: createHash("sha256").update(bom).digest("hex") }]);
    assert.deepEqual(JSON.parse(framework.auditText(bom, day)).receipt.inputs, []);
    assert.throws(() => framework.auditText({ ref: "A1" }, { ...day, name: "a.json" }), { code: "invalid-setting", path: "name" });
  });
  await step("answers that no rule reads", async () => {
    const { auditList } = await import(pathToFileURL(join(folder, "worker-node.js")));
    const text = readme.match(/const text = `([\s\S]*?)`/)[1];
    const list = Buffer.from("ref,consulted,opened\nA1,yes,soon\n");
    const said = [];
    for (const detail of [undefined, "counts", "findings", "reasons", "records"]) {
      const { audit, close } = await auditList(text, list, { as_of: "2026-11-22", detail });
      close();
      said.push([audit.list.notes.map((note) => [note.kind, note.column]), audit.list.columns.map((column) => column.states)]);
      assert.deepEqual(said.at(-1), said[0], detail);
    }
    assert.deepEqual(said[0][0], [["invalid-cell", "opened"]]);
  });
  await step("days looked ahead", async () => {
    const api = await import(pathToFileURL(join(folder, "node.js")));
    const framework = api.Framework.load("language: 1\nframework: a\nversion: 1.0.0\ntitle: A\nsources: {house: {title: House, standing: house rule}}\nsections: [{id: all, fields: [{id: due, type: date}]}]\nrules: [{id: over, require: due >= today, cite: house, say: over, why: w}]\n");
    const day = { as_of: "2026-11-22" };
    const soon = (audit) => audit.results[0].soon.map((one) => one.on);
    const session = new api.Session(framework, { due: "2026-11-25" }, day);
    assert.deepEqual(soon(session.audit({ detail: "records" })), []);
    assert.deepEqual(soon(session.audit({ detail: "records", ahead: 30 })), ["2026-11-26"]);
    assert.equal(session.auditText({ detail: "records", ahead: 30 }), framework.auditText({ due: "2026-11-25" }, { ...day, detail: "records", ahead: 30 }));
    assert.equal(session.auditText(), framework.auditText({ due: "2026-11-25" }, day));
    assert.match(session.report("json", { ahead: 30 }), /2026-11-26/);
    // What the session was told holds when nothing else is said.
    const ahead = new api.Session(framework, { due: "2026-11-25" }, { ...day, ahead: 30 });
    assert.deepEqual(soon(ahead.audit({ detail: "records" })), ["2026-11-26"]);
    assert.deepEqual(soon(ahead.audit({ detail: "records", ahead: 0 })), []);
  });
  await step("reasons for whoever asks", async () => {
    const api = await import(pathToFileURL(join(folder, "node.js")));
    const framework = api.Framework.load(readme.match(/const text = `([\s\S]*?)`/)[1]);
    const sessions = [false, true].map((brief) => new api.Session(framework, { ref: "A1", consulted: "no" }, { as_of: "2026-11-01", brief }));
    const [whole, brief] = sessions.map((session) => session.evaluation().findings[0]);
    assert.ok(whole.because.length > 0);
    assert.deepEqual(brief, { ...whole, because: [] });
    const [why, asked] = sessions.map((session) => session.explain(whole.fingerprint));
    assert.deepEqual(asked, why);
    assert.deepEqual(asked.because, whole.because);
    assert.deepEqual(sessions[1].configure({ as_of: "2026-11-02" }).findings[0].because, []);
  });
  await step("what is no text where one is wanted", async () => {
    const api = await import(pathToFileURL(join(folder, "node.js")));
    const { auditList } = await import(pathToFileURL(join(folder, "worker-node.js")));
    const text = readme.match(/const text = `([\s\S]*?)`/)[1];
    const framework = api.Framework.load(text);
    const session = new api.Session(framework, { ref: "A1" }, { as_of: "2026-11-01" });
    const refused = (error) => error instanceof api.InputError && error.kind === "invalid-setting" && /^a text is wanted here, not (object|undefined|null|number)$/.test(error.message);
    for (const wrong of [framework, undefined, null, 4]) {
      for (const use of [() => api.Framework.load(wrong), () => api.Framework.check(wrong), () => session.get(wrong), () => session.explain(wrong), () => framework.report({}, wrong)]) {
        assert.throws(use, refused, `${use}: ${wrong}`);
      }
      await assert.rejects(auditList(wrong, new Uint8Array([97])), refused);
    }
    // The engine has not stopped: the same session goes on.
    assert.equal(session.set("consulted", "yes").now_asked[0], "opened");
  });
  await step("warming up", async () => {
    const api = await import(pathToFileURL(join(folder, "node.js")));
    const framework = api.Framework.load(readme.match(/const text = `([\s\S]*?)`/)[1]);
    let presses = 0;
    const { set } = api.Session.prototype;
    api.Session.prototype.set = function press(...given) {
      presses += 1;
      return set.apply(this, given);
    };
    const session = new api.Session(framework, { ref: "A1" }, { as_of: "2026-11-01" });
    const stands = () => JSON.stringify([session.recordText(), session.revision, session.evaluation()]);
    const before = stands();
    await session.warmUp([]);
    // Nothing that goes wrong is thrown, and what was not done is done later.
    await session.warmUp(["nowhere"]);
    const gone = new api.Session(framework, {}, { as_of: "2026-11-01" });
    const going = gone.warmUp(["ref"]);
    gone.free();
    await going;
    assert.equal(presses, 0);
    await session.warmUp(["ref", "opened"]);
    assert.equal(presses, 10);
    assert.equal(stands(), before);
    await session.warmUp(["ref"]);
    assert.equal(presses, 10);
    api.Session.prototype.set = set;
  });
  console.log(`the package: ${held.join(", ")}`);
} finally {
  rmSync(place, { recursive: true, force: true });
}

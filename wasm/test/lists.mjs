// Lists through the module against the command line, byte for byte: `node wasm/test/lists.mjs FOLDER-OF-THE-PACKAGE PROGRAM`.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const [folder, program] = process.argv.slice(2);
const root = fileURLToPath(new URL("../..", import.meta.url));
const { auditList, mapList } = await import(pathToFileURL(resolve(folder, "worker-node.js")));
const place = mkdtempSync(join(tmpdir(), "due-regard-"));

/** What the command line says; it ends with 1 where it found something. */
function native(framework, list) {
  try {
    return execFileSync(program, ["audit", framework, list, "--as-of", "2026-11-22", "--format", "json", "--limit", "100000", "--quiet"], { encoding: "utf8", maxBuffer: 1 << 28 });
  } catch (error) {
    if (error.status !== 1) throw error;
    return error.stdout;
  }
}

const SMALL = `language: 1
framework: small
version: 1.0.0
title: Small
sources: {house: {title: House, standing: house rule}}
record: {noun: asset, plural: assets, id: ref, name: name, unique: true, not-known: [tbc]}
sections:
  - {id: all, fields: [{id: ref, type: text, required: true}, {id: name, type: text}, {id: kind, type: choice, of: [statue, plaque]}, {id: made, type: year}, {id: listed, type: yes-no}]}
rules:
  - {id: old, when: made < 1800, require: listed = yes, cite: [house], say: '{name}, of {made}: listed {listed}', why: old things are listed}
`;
/** Rows as they come out of offices: another delimiter, another encoding, title rows, blank and ragged rows, double ids. */
function office(rows) {
  const lines = ["Assets of the borough;;;;", "", "Ref;Name;Kind;Made;Listed;Remarks"];
  for (let at = 0; at < rows; at += 1) {
    const name = at % 7 === 0 ? "Café “Élan”" : `Statue ${at}`;
    lines.push(at % 97 === 5 ? "" : at % 89 === 3 ? `${at};too few` : `A${at % 500};"${name.replaceAll('"', '""')}";${["statue", "Plaque", "obelisk"][at % 3]};${["1750", "c. 1790", "tbc", "before 1700"][at % 4]};${["yes", "no", ""][at % 3]};note`);
  }
  return lines.join("\r\n");
}

/** Fails with where two texts begin to differ. */
function same(list, expected, got) {
  if (expected === got) return;
  let at = 0;
  while (expected[at] === got[at]) at += 1;
  assert.fail(`${basename(list)}\n  natively: …${expected.slice(Math.max(0, at - 100), at + 160)}\n  here:     …${got.slice(Math.max(0, at - 100), at + 160)}`);
}

try {
  writeFileSync(join(place, "small.yaml"), SMALL);
  writeFileSync(join(place, "plain.csv"), `ref,name,kind,made,listed\n${Array.from({ length: 50 }, (_, at) => `A${at},Name ${at},statue,${1700 + at * 5},${at % 2 ? "yes" : "no"}`).join("\n")}\n`);
  writeFileSync(join(place, "office.csv"), Buffer.from(office(30_000).replaceAll("“", "\x93").replaceAll("”", "\x94"), "latin1"));
  writeFileSync(join(place, "wide.csv"), Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(office(9_000), "utf16le")]));
  const register = Object.fromEntries(readdirSync(join(root, "rules/public-realm/register")).map((name) => [basename(name, ".csv"), readFileSync(join(root, "rules/public-realm/register", name), "utf8")]));
  const jobs = [
    [join(place, "small.yaml"), join(place, "plain.csv"), {}],
    [join(place, "small.yaml"), join(place, "office.csv"), {}],
    [join(place, "small.yaml"), join(place, "wide.csv"), {}],
    [join(root, "rules/public-realm/framework.yaml"), join(root, "rules/public-realm/sample/london.csv"), register],
  ];
  let rows = 0;
  for (const [framework, list, tables] of jobs) {
    const text = readFileSync(framework, "utf8");
    // Every register that the framework names lies in one folder.
    const names = [...(/^registers:\n((?: .*\n|\n)+)/m.exec(text)?.[1] ?? "").matchAll(/^ {2}([a-z-]+):/gm)].map((found) => found[1]);
    const registers = Object.fromEntries(names.map((name) => [name, tables]));
    const bytes = readFileSync(list);
    const told = [];
    const done = await auditList(text, bytes, { name: list, as_of: "2026-11-22", detail: "records", registers, onProgress: (progress) => told.push(progress) });
    const [expected, got] = [native(framework, list), await done.report("json")];
    same(list, expected, got);
    rows += done.audit.records.read;
    assert.equal(told.at(-1).bytes, bytes.length);
    assert.equal(done.audit.records.read, done.audit.records.reported + done.audit.records.refused);
  }
  // What nobody can decide is asked, and what is stopped stops.
  const wrong = { as_of: "2026-11-22", columns: [["No such header", "name"]] };
  const mapping = await mapList(SMALL, Buffer.from("ref,Remarks\n1,2\n"), wrong);
  assert.deepEqual(mapping.columns.map((column) => column.field), ["ref", null]);
  assert(mapping.problems.length > 0 && mapping.problems[0].help.length > 0);
  await assert.rejects(auditList(SMALL, Buffer.from("ref,Remarks\n1,2\n"), wrong), { name: "InputError", kind: "unreadable-list" });
  const stop = AbortSignal.abort();
  await assert.rejects(auditList(SMALL, Buffer.from("ref\n1\n"), { as_of: "2026-11-22", signal: stop }), { name: "AbortError" });
  // A record's text too, with the name that it has there.
  const api = await import(pathToFileURL(resolve(folder, "node.js")));
  // With a group: records that are no more than rows the command line takes for a list, of which it says something else in `list.columns`.
  const grouped = SMALL.replace("\nrules:", "\n  - {id: repairs, repeat: {min: 0}, fields: [{id: what, type: text}]}\nrules:");
  writeFileSync(join(place, "grouped.yaml"), grouped);
  const small = api.Framework.load(grouped, { file: join(place, "grouped.yaml") });
  const flat = api.Framework.load(SMALL, { file: join(place, "small.yaml") });
  const records = ['{"ref": "A1", "name": "Guy", "made": 1790, "listed": "no"}', '\ufeff{"ref": "A1"}', '{"ref": "A1", "remarks": "of bronze"}', '{"ref": "A1", "made": 1234567890.12345678901, "kind": 5}'];
  for (const [at, text] of records.entries()) {
    const name = join(place, `record${at}.json`);
    writeFileSync(name, text);
    const options = { as_of: "2026-11-22", detail: "records", name };
    same(name, native(join(place, "grouped.yaml"), name), small.auditText(text, options));
    const [ours, theirs] = [JSON.parse(flat.auditText(text, options)), JSON.parse(native(join(place, "small.yaml"), name))];
    ours.list = theirs.list = null;
    assert.deepEqual(ours, theirs);
  }
  console.log(`records: ${records.length} texts, the same bytes as the command line`);
  console.log(`lists: ${jobs.length} with ${rows.toLocaleString("en-GB")} rows, the same bytes as the command line`);
} finally {
  rmSync(place, { recursive: true, force: true });
}

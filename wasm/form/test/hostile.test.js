// Frameworks and files that somebody made to do harm: nothing in them becomes markup, runs, hangs the page or fills memory.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, faults, formFile, go, openFile, sideways, temporary } from "./harness.js";
import { RECORD } from "./records.js";

/** @typedef {import("playwright-core").Page} Page */

const MARKUP = '<img src=x onerror="window.harmed=1"><script>window.harmed=1</script></script><!-- {{7*7}} ${7*7} javascript:window.harmed=1';
const quoted = JSON.stringify(MARKUP);
const LONG = "x".repeat(3000);

/** A framework in which every text is hostile. */
const FRAMEWORK = `
language: 1
framework: hostile
version: 1.0.0
title: ${quoted}
description: ${quoted}
sources:
  house: {title: ${quoted}, at: ${quoted}, standing: house rule, url: "javascript:window.harmed=1", note: ${quoted}}
  data: {title: data, standing: law, url: "data:text/html,<script>window.harmed=1</script>"}
parameters: {least: {value: 3, unit: words, why: ${quoted}}}
lists: {kinds: [{id: one, label: ${quoted}}, {id: constructor, label: constructor}, {id: two, label: ${JSON.stringify(LONG)}}]}
stages: [draft, constructor]
record: {noun: ${quoted}, id: constructor, name: to-string}
sections:
  - id: constructor
    title: ${quoted}
    guidance: ${quoted}
    fields:
      - {id: constructor, type: text, label: ${quoted}, guidance: ${quoted}, required: true}
      - {id: to-string, type: long text, label: ${JSON.stringify(LONG)}}
      - {id: kind, type: choice, of: kinds, label: ${quoted}}
      - {id: many, type: choices, of: kinds, label: many}
      - {id: day, type: date, label: ${quoted}}
  - id: rows
    title: ${quoted}
    rows: [{id: has-own-property, label: ${quoted}}]
    extra-rows: true
    fields:
      - {id: value-of, type: text, label: ${quoted}}
      - {id: inner, title: ${quoted}, repeat: {min: 1, max: 3}, fields: [{id: who, type: person, label: ${quoted}}]}
rules:
  - {id: constructor, title: ${quoted}, require: words(to-string) >= least, severity: block, cite: [house, data], say: ${JSON.stringify(`${MARKUP.replaceAll("{", "(").replaceAll("}", ")")} {to-string}`)}, fix: ${JSON.stringify(MARKUP.replaceAll("{", "(").replaceAll("}", ")"))}, why: ${quoted}}
  - {id: looks, title: ${quoted}, each: rows, require: value-of is answered, severity: review, cite: [data], say: "{row}", why: ${quoted}}
not-expressed:
  - {cite: [house], what: ${quoted}, why: ${quoted}}
`;

const RECORDS = { constructor: MARKUP, "to-string": `${MARKUP} ${LONG}`, kind: MARKUP, many: [MARKUP], day: MARKUP, rows: { "has-own-property": { "value-of": MARKUP, inner: [{ who: MARKUP }] }, [`${MARKUP.slice(0, 60)}`]: { "value-of": "x" } } };

const council = formFile("council-eia");
const file = formFile(temporary("hostile.yaml", FRAMEWORK), "hostile");
/** @type {Awaited<ReturnType<typeof browser>>} */
let open;
before(async () => {
  open = await browser();
});
after(async () => {
  await open.close();
});

/** That nothing ran, and nothing of it became an element. @param {Page} page @param {string} where */
async function unharmed(page, where) {
  const state = await page.evaluate(() => ({ harmed: /** @type {any} */ (window).harmed, images: document.querySelectorAll("img, iframe, object, embed, form[action]").length, scripts: document.querySelectorAll("body script").length, bad: [...document.querySelectorAll("a[href]")].filter((link) => !/^(#|https?:|blob:|mailto:)/.test(link.getAttribute("href") ?? "")).length, polluted: /** @type {any} */ ({}).polluted }));
  assert.deepEqual({ ...state, scripts: 0 }, { harmed: undefined, images: 0, scripts: 0, bad: 0, polluted: undefined }, where);
}

test("a hostile framework shows its texts as texts, on every screen", async () => {
  const { page } = open;
  await openFile(page, file);
  await unharmed(page, "start");
  assert.equal(await page.locator("h1").textContent(), MARKUP);
  await page.setInputFiles("#dr-file", temporary("hostile.json", JSON.stringify(RECORDS)));
  await page.getByRole("button", { name: /^Open it/ }).click();
  await page.waitForSelector("nav.dr-bar:not([hidden])");
  for (const screen of ["#/tasks", "#/s/constructor", "#/s/rows", "#/s/rows/has-own-property", "#/check", "#/findings", "#/stage", "#/sign", "#/save", "#/print", "#/about/versions", "#/s/constructor?q=__proto__", "#/s/__proto__", "#/__proto__/x", "#/s/rows/toString/inner/1"]) {
    await go(page, screen);
    await page.evaluate(() => document.querySelectorAll("details").forEach((each) => (each.open = true)));
    await unharmed(page, screen);
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 900 });
      assert.deepEqual(await sideways(page), [], `${screen} at ${width}`);
    }
    await page.setViewportSize({ width: 1280, height: 900 });
  }
  await go(page, "#/s/constructor");
  await page.fill("#q-to-string", MARKUP);
  await page.getByRole("button", { name: "Save and continue" }).click();
  await unharmed(page, "after an answer");
  await go(page, "#/findings");
  assert.deepEqual((await faults(page)).filter((line) => !/^8 /.test(line)), [], "even so it can be used");
  assert.deepEqual(open.said, []);
});

test("a report of hostile answers runs nothing either", async () => {
  const { page } = open;
  await openFile(page, file);
  await page.setInputFiles("#dr-file", temporary("hostile.json", JSON.stringify(RECORDS)));
  await page.getByRole("button", { name: /^Open it/ }).click();
  await go(page, "#/save");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Report (HTML)" }).click()]);
  const other = await open.context.newPage();
  await other.goto(`file://${await download.path()}`);
  assert.equal(await other.evaluate(() => /** @type {any} */ (window).harmed), undefined);
  assert.equal(await other.locator("img").count(), 0);
  await other.close();
});

/** Files that no form saved. @type {[string, string][]} */
const FILES = [
  ["prototype", `{"schema": "due-regard-file/1", "framework": {"id": "council-eia", "version": "0.1.0", "sha256": "x"}, "__proto__": {"polluted": 1}, "records": [{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}, "title": "t"}]}`],
  ["markup", JSON.stringify({ ...RECORD, title: MARKUP, department: MARKUP, impacts: { [MARKUP]: { effect: MARKUP }, age: { effect: { state: MARKUP, reason: MARKUP } } } })],
  ["wrong types", JSON.stringify({ title: { a: { b: 1 } }, reference: [1, [2]], impacts: "none", "you-said": { a: 1 }, affects: 7, "decision-date": 1e308, consulted: true, aims: null })],
  ["huge text", JSON.stringify({ title: LONG, "what-changes": "word ".repeat(400_000) })],
  ["many rows", JSON.stringify({ "assessment-needed": "yes", consulted: "held", "you-said": Array.from({ length: 400 }, (_, n) => ({ said: `said ${n}`, did: "did" })) })],
  ["many keys", JSON.stringify(Object.fromEntries(Array.from({ length: 50_000 }, (_, n) => [`key-${n}`, "x"])))],
  ["bad history and decisions", JSON.stringify({ schema: "due-regard-file/1", framework: { id: 1, version: [], sha256: {} }, records: [RECORD], decisions: [1, null, { rule: {}, seen: [] }], history: "x", comments: { a: 1 }, completed: [1], signed: "yes", stage: "nowhere", revision: 1e99 })],
  ["hostile framework inside", JSON.stringify({ schema: "due-regard-file/1", framework: { id: "council-eia", version: "9", sha256: "y", title: MARKUP }, records: [RECORD], framework_text: { file: MARKUP, text: `a: &a [${"*a,".repeat(10)}]\n${"x: [".repeat(5000)}`, bases: { x: MARKUP } } })],
];

for (const [name, text] of FILES) {
  test(`a hostile file: ${name}`, { timeout: 60_000 }, async () => {
    const { page } = open;
    await openFile(page, council);
    const from = performance.now();
    await page.setInputFiles("#dr-file", temporary(`${name}.json`, text));
    await page.waitForSelector("text=Open this file?");
    await unharmed(page, "before it is opened");
    await page.locator("main .govuk-button").first().click();
    await page.waitForFunction(() => location.hash === "#/tasks" || location.hash === "#/problem");
    for (const screen of ["#/s/about", "#/s/you-said", "#/s/impacts", "#/s/impacts/age", "#/check", "#/findings", "#/save"]) {
      await go(page, screen);
      await unharmed(page, screen);
    }
    assert.ok(performance.now() - from < 40_000, "it answers");
    const used = await page.evaluate(() => /** @type {any} */ (performance).memory?.usedJSHeapSize ?? 0);
    assert.ok(used < 400 * 1024 * 1024, `${Math.round(used / 1024 / 1024)} MB`);
    await page.goto("about:blank");
  });
}

test("files that are refused say why, and nothing is lost", async () => {
  const { page } = open;
  await openFile(page, council);
  for (const [text, why] of /** @type {[string, RegExp][]} */ ([["", /empty/], ["{", /cannot be read/], [`${"[".repeat(100_000)}`, /nested/], ["[]", /no answers/], [JSON.stringify({ records: [{}, {}] }), /2 records/], [JSON.stringify({ schema: "x", records: [{}] }), /another kind/]])) {
    await page.setInputFiles("#dr-file", temporary("refused.json", text));
    await page.waitForFunction((source) => new RegExp(source).test(document.querySelector(".govuk-error-message:not([hidden])")?.textContent ?? ""), why.source);
    assert.match(await page.title(), /^Error: /);
  }
});

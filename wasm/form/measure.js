// Prints what the form weighs and how fast it is, against what is promised: `wasm/form/measure`. Ends with 1 when something is over. Times are taken with the processor
// slowed down as said, in headless Chromium on this machine: compare them with one another rather than with another machine's.

import fs from "node:fs";
import path from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { ownScript } from "./bundle.js";
import { browser, FORM, formFile, go, ROOT, serve, temporary } from "./test/harness.js";
import { BROKEN } from "./test/records.js";

let over = false;
/** @param {string} what @param {number} value @param {string} unit @param {number | null} most */
function line(what, value, unit, most = null) {
  const bad = most !== null && value > most;
  over ||= bad;
  console.log(`${what.padEnd(78)} ${(value >= 100 ? value.toFixed(0) : value.toFixed(1)).padStart(9)} ${unit}${most === null ? "" : `  (at most ${most}${bad ? ": OVER" : ""})`}`);
}
const kilobytes = (/** @type {string | Uint8Array} */ bytes) => brotliCompressSync(bytes).length / 1000;

const file = formFile("council-eia");
const page = fs.readFileSync(file, "utf8");
const part = (/** @type {RegExp} */ pattern) => pattern.exec(page)?.[1] ?? "";
const own = await ownScript(path.join(FORM, "src/single.js"));
line("own JavaScript, brotli", kilobytes(own), "kB", 25);
line("  the same with the engine's wrapper", kilobytes(part(/<script>([\s\S]*?)<\/script>/)), "kB");
line("styles, brotli", kilobytes(fs.readFileSync(path.join(ROOT, "target/form/form.css"))), "kB", 10);
line("messages in two languages, brotli", kilobytes(fs.readFileSync(path.join(ROOT, "target/form/messages.json"))), "kB");
line("the single file", page.length / 1000, "kB", 1200);
const all = fs.readdirSync(path.join(ROOT, "rules")).filter((name) => fs.existsSync(path.join(ROOT, "rules", name, "framework.yaml")));
line("  the largest, of all frameworks of rules/", Math.max(...all.map((name) => fs.statSync(formFile(name, name)).size)) / 1000, "kB", 1200);
line("  the same with gzip, as a server sends it", gzipSync(page).length / 1000, "kB");

const server = await serve(path.dirname(file));
const { context, page: tab, close } = await browser();
const slow = await context.newCDPSession(tab);
/** @param {number} rate */
const slowed = (rate) => slow.send("Emulation.setCPUThrottlingRate", { rate });
/** @param {number[]} times @param {number} share */
const quantile = (times, share) => [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
const address = `${server.address}/${path.basename(file)}?as-of=2026-11-22`;
/** Milliseconds from the start of loading until the first text was painted, and until the screen was there. */
async function shown() {
  await tab.waitForSelector("#q-title");
  return tab.evaluate(() => [performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0, performance.getEntriesByName("due-regard-ready")[0]?.startTime ?? 0]);
}

await tab.goto(address);
await tab.setInputFiles("#dr-file", temporary("record.json", JSON.stringify(BROKEN)));
await tab.getByRole("button", { name: /^Open it/ }).click();
await tab.waitForSelector(".dr-kept:has-text('Kept on this computer at')");
for (const [rate, most] of /** @type {[number, number | null][]} */ ([[1, null], [4, 1000], [6, 2000]])) {
  const text = [];
  const question = [];
  for (let times = 0; times < 5; times += 1) {
    await slowed(rate);
    await tab.goto("about:blank");
    await tab.goto(`${address}#/s/about`, { waitUntil: "commit" });
    const [painted = 0, ready = 0] = await shown();
    text.push(painted);
    question.push(ready);
    await slowed(1);
  }
  line(`the form's text is there, processor slowed ${rate} times (middle of 5)`, quantile(text, 0.5), "ms", rate === 6 ? 1000 : null);
  line(`the first question of a kept draft is there, engine ready, slowed ${rate} times (middle of 5)`, quantile(question, 0.5), "ms", most);
}

// The engine warms up while somebody reads before typing.
await tab.evaluate(() => /** @type {any} */ (document.querySelector("due-regard-form")).app.warm);
await tab.evaluate(() => /** @type {any} */ (document.querySelector("due-regard-form")).app.setStage("sign-off"));
/** Types into a field, ten keys and a pause again and again: what a key press took, and what the engine took in a pause. @param {string} field */
const typing = (field) => tab.evaluate((selector) => {
  const { app } = /** @type {any} */ (document.querySelector("due-regard-form"));
  const input = /** @type {HTMLInputElement} */ (document.querySelector(selector));
  const before = input.value;
  const all = [];
  /** @type {number[]} */
  const engine = [];
  const mark = (/** @type {string} */ name) => performance.mark(name).startTime;
  const apply = app.session.apply.bind(app.session);
  app.session.apply = (/** @type {unknown} */ change) => {
    const from = mark("engine");
    const delta = apply(change);
    engine.push(mark("engine done") - from);
    return delta;
  };
  // Ten keys, then a pause, in which the engine is told and the page brought up to date.
  for (let times = 0; times < 420; times += 1) {
    const from = mark("key");
    input.value += times % 7 === 6 ? " " : "word"[times % 4];
    input.dispatchEvent(new InputEvent("input", { bubbles: true }));
    void document.body.offsetHeight;
    all.push(mark("key done") - from);
    if (times % 10 === 9) app.flush();
  }
  delete app.session.apply;
  input.value = before;
  // The first runs are those of a compiler that has not finished.
  return { all: all.slice(20), engine: engine.slice(2) };
}, field);
/** The same in time that the page's thread itself worked, at full speed: what else this machine does meanwhile makes little difference to that. @param {string} field */
async function worked(field) {
  /** @type {{ name: string, ts: number, tts: number }[]} */
  const marks = [];
  slow.on("Tracing.dataCollected", ({ value }) => marks.push(.../** @type {any} */ (value)));
  await slow.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: ["blink.user_timing"] } });
  await typing(field);
  const end = new Promise((done) => slow.once("Tracing.tracingComplete", done));
  await slow.send("Tracing.end");
  await end;
  marks.sort((a, b) => a.ts - b.ts);
  const at = (/** @type {string} */ name) => marks.filter((mark) => mark.name === name).map((mark) => mark.tts / 1000);
  const took = (/** @type {string} */ name) => at(`${name} done`).map((done, place) => done - (at(name)[place] ?? 0));
  return { all: took("key").slice(20), engine: took("engine").slice(2) };
}
for (const [screen, field] of /** @type {[string, string][]} */ ([["#/s/about", "#q-title"], ["#/s/impacts/age", "#q-rationale"]])) {
  await go(tab, screen);
  await slowed(6);
  const { all, engine } = await typing(field);
  await slowed(1);
  line(`a key press in ${field}, layout included, slowed 6 times: 50%`, quantile(all, 0.5), "ms");
  line(`  95%`, quantile(all, 0.95), "ms", 16);
  line(`  in the pause after typing, the engine with its wrapper: 95%`, quantile(engine, 0.95), "ms", 4);
  const own = await worked(field);
  line(`  the same in six times the thread's own time at full speed: a key press, 95%`, 6 * quantile(own.all, 0.95), "ms");
  line(`  the engine with its wrapper, 95%`, 6 * quantile(own.engine, 0.95), "ms");
}
await close();

// What is compiled already depends on what a browser did before, so that each is a fresh one.
for (const warm of [false, true]) {
  const engine = [];
  for (let times = 0; times < 3; times += 1) {
    const { context, page, close } = await browser();
    if (!warm) await page.addInitScript(() => Object.assign(globalThis, { requestIdleCallback: () => 0 }));
    await page.goto(`${server.address}/${path.basename(file)}?as-of=2026-11-22`);
    await page.setInputFiles("#dr-file", temporary("record.json", JSON.stringify(BROKEN)));
    await page.getByRole("button", { name: /^Open it/ }).click();
    await go(page, "#/s/about");
    if (warm) await page.evaluate(() => /** @type {any} */ (document.querySelector("due-regard-form")).app.warm);
    await (await context.newCDPSession(page)).send("Emulation.setCPUThrottlingRate", { rate: 6 });
    engine.push(await page.evaluate(() => {
      const { session } = /** @type {any} */ (document.querySelector("due-regard-form")).app;
      const from = performance.now();
      session.set("title", "A first word");
      return performance.now() - from;
    }));
    await close();
  }
  line(`the engine at the first key press of all, ${warm ? "warmed up" : "not warmed up"}, slowed 6 times (middle of 3)`, quantile(engine, 0.5), "ms");
}
server.close();
process.exit(over ? 1 : 0);

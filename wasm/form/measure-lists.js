// The speed of the page for lists against the command line's on one core, each the best of several runs in turn on the same machine, and what a decision costs when many were made before: `wasm/form/measure-lists [ROWS]`.

import fs from "node:fs";
import path from "node:path";
import { execFileSync } from "node:child_process";
import { brotliCompressSync, gunzipSync, gzipSync } from "node:zlib";
import { bytesOf } from "./src/engine.js";
import { ROOT, browser, temporary } from "./test/harness.js";
import { choose, listFile, longList, openPage } from "./test/lists.js";

const RUNS = 3;
/** So many decisions are made, as people make them one after another; of so many at the beginning and at the end the time is told. */
const DECISIONS = 2_000;
const AT_ONCE = 100;
const rows = Number(process.argv[2] ?? 100_000);
const NATIVE = [process.env["NATIVE"], path.join(ROOT, "target/release/regard"), path.join(ROOT, "target/release-quick/regard")].find((each) => each && fs.existsSync(each));
if (!NATIVE) {
  console.error("wasm/form/measure-lists: there is no command line built for speed; run `cargo build --release -p due-regard-cli`, or name one by NATIVE");
  process.exit(3);
}
const list = temporary("long.csv", longList(rows));
const page = fs.readFileSync(listFile("public-realm"), "utf8");
const out = temporary("findings.csv", "");

/** Reads, matches, evaluates and makes every finding, as the worker does, on one thread. */
function native() {
  const from = performance.now();
  try {
    execFileSync(String(NATIVE), ["audit", "public-realm", list, "--as-of", "2026-11-22", "--quiet", "--threads", "1", "--out", out, "--fail-on", "never"], { stdio: "ignore" });
  } catch (error) {
    // 1 says that something was found.
    if (/** @type {any} */ (error).status !== 1) throw error;
  }
  return performance.now() - from;
}

const open = await browser();
/** Milliseconds in which the worker reads the list, and in which it audits it. */
async function worker() {
  await openPage(open.page, path.join(path.dirname(list), "list.html"));
  await choose(open.page, list);
  return open.page.evaluate(async () => {
    const { app } = /** @type {any} */ (document.getElementById("due-regard-list"));
    const from = performance.now();
    await app.engine.ask("read", { file: app.file, options: {} });
    const read = performance.now();
    await app.engine.ask("audit", { columns: [] });
    return { read: read - from, audit: performance.now() - read };
  });
}

/** @type {number[]} */
const natively = [];
/** @type {{ read: number, audit: number }[]} */
const here = [];
for (let run = 0; run < RUNS; run += 1) {
  natively.push(native());
  here.push(await worker());
}
/** Milliseconds that each decision takes: the decision, what the page does with it, and the next item shown. @returns {Promise<{ look: number, times: number[], left: number }>} */
async function decisions() {
  return open.page.evaluate(async (most) => {
    const { app } = /** @type {any} */ (document.getElementById("due-regard-list"));
    const from = performance.now();
    app.queue = await app.engine.ask("queue", {});
    const look = performance.now() - from;
    const times = [];
    let [group, items] = [0, /** @type {number[]} */ ([])];
    for (let item = 0; item < Math.min(most, app.queue.items); item += 1) {
      while (!items.includes(item)) items = (await app.engine.ask("group", { place: group++ })).items.map((/** @type {any} */ each) => each.item);
      const begun = performance.now();
      app.decided(await app.engine.ask("decide", { decision: { item, verdict: "unsure", by: "A. Reviewer" } }));
      await app.engine.ask("group", { place: group - 1 });
      times.push(performance.now() - begun);
    }
    return { look, times, left: app.queue.left };
  }, DECISIONS);
}
const decided = await decisions();
await open.close();
const [least, best] = [Math.min(...natively), here.reduce((a, b) => (a.read + a.audit < b.read + b.audit ? a : b))];
const ratio = least / (best.read + best.audit);
const module = gunzipSync(bytesOf(/id="due-regard-module">([^<]*)</.exec(page)?.[1] ?? ""));
console.log(`${rows.toLocaleString("en-GB")} rows, ${(fs.statSync(list).size / 1e6).toFixed(0)} MB, every finding made; best of ${RUNS}`);
console.log(`command line, one thread (${path.relative(ROOT, NATIVE)}): ${least.toFixed(0)} ms`);
console.log(`worker: ${(best.read + best.audit).toFixed(0)} ms (reading ${best.read.toFixed(0)}, auditing ${best.audit.toFixed(0)})`);
console.log(`the worker has ${ratio.toFixed(2)} of the command line's speed${ratio < 0.5 ? ": LESS THAN HALF" : ""}`);
const mean = (/** @type {number[]} */ times) => (times.reduce((sum, each) => sum + each, 0) / times.length).toFixed(1);
console.log(`decisions: ${decided.times.length.toLocaleString("en-GB")} in ${(decided.times.reduce((sum, each) => sum + each, 0) / 1000).toFixed(1)} s, ${mean(decided.times.slice(0, AT_ONCE))} ms each at first and ${mean(decided.times.slice(-AT_ONCE))} ms at last; looking for what is to be decided ${(decided.look / 1000).toFixed(1)} s, ${decided.left.toLocaleString("en-GB")} left`);
console.log(`the page: ${(page.length / 1e6).toFixed(2)} MB, ${(gzipSync(page).length / 1e6).toFixed(2)} MB with gzip; its module ${(module.length / 1e6).toFixed(2)} MB, ${(brotliCompressSync(module).length / 1e6).toFixed(2)} MB with brotli`);
process.exit(ratio < 0.5 ? 1 : 0);

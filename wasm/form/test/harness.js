// What the browser tests share: a browser, a page made of a framework, a server, what axe and the structural checks say, and what has focus.

import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { structure } from "./structure.js";

export const FORM = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
export const ROOT = path.dirname(path.dirname(FORM));
/** The script of axe, as it is put into a page. @type {string} */
const AXE = createRequire(import.meta.url)("axe-core").source;
const ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
export const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Where Chromium is: what the environment says, or the usual places. */
export function chromiumPath() {
  return [process.env["CHROMIUM"], "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((each) => each && fs.existsSync(each)) ?? null;
}

/** The command line, built when the tests were. */
export const REGARD = process.env["REGARD"] ?? path.join(ROOT, "target/debug/regard");

/** Runs the command line; gives what it printed, whatever it found. @param {string[]} args */
export function regard(args) {
  try {
    return execFileSync(REGARD, args, { cwd: ROOT, encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "ignore"] });
  } catch (error) {
    const failed = /** @type {{ status: number, stdout: string }} */ (error);
    // 1 says that something was found.
    if (failed.status === 1) return failed.stdout;
    throw error;
  }
}

const made = fs.mkdtempSync(path.join(os.tmpdir(), "due-regard-form-"));
process.on("exit", () => fs.rmSync(made, { recursive: true, force: true }));

/** What closes the browsers and servers that were opened here. @type {(() => unknown)[]} */
const opened = [];
// A test that fails does not come to the line that closes what it opened, and this process would wait for it for ever. What measures is no test: it has no hooks.
const isTest = process.argv[1]?.endsWith(".test.js");
if (isTest) after(() => Promise.allSettled(opened.map((close) => close())));

/** A file for the length of the tests. @param {string} name @param {string | Buffer} content */
export function temporary(name, content) {
  const file = path.join(made, name);
  fs.writeFileSync(file, content);
  return file;
}

/** The single file for a framework, made by the command line as people make it. @param {string} framework a name or a path @param {string} [name] */
export function formFile(framework, name = "form") {
  const file = path.join(made, `${name}.html`);
  if (!fs.existsSync(file)) execFileSync(REGARD, ["form", framework, "-o", file], { cwd: ROOT, stdio: ["ignore", "ignore", "inherit"] });
  return file;
}

/** Serves one folder on this computer, and keeps what it was asked for. @param {string} folder @returns {Promise<{ address: string, asked: string[], close: () => void }>} */
export async function serve(folder) {
  /** @type {Record<string, string>} */
  const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm", ".yaml": "text/plain" };
  /** @type {string[]} */
  const asked = [];
  const server = http.createServer((request, response) => {
    asked.push(request.url ?? "");
    const file = path.join(folder, path.normalize(decodeURIComponent(new URL(request.url ?? "/", "http://x").pathname)));
    if (!file.startsWith(folder) || !fs.existsSync(file) || fs.statSync(file).isDirectory()) return response.writeHead(404).end();
    return response.writeHead(200, { "content-type": types[path.extname(file)] ?? "application/octet-stream" }).end(fs.readFileSync(file));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const close = () => void server.close();
  opened.push(close);
  return { address: `http://127.0.0.1:${port}`, asked, close };
}

/** The browser of all tests of a file. @type {Promise<import("playwright-core").Browser> | null} */
let running = null;
const end = async () => void (await (await running)?.close());

/**
 * A browser as it is when somebody opens it for the first time: what one of them keeps, no other sees. What the console says and every request are recorded.
 *
 * @param {Record<string, unknown>} [options]
 */
export async function browser(options = {}) {
  running ??= chromium.launch({ executablePath: chromiumPath() ?? "", headless: true, args: ARGUMENTS });
  const program = await running;
  const context = await program.newContext({ acceptDownloads: true, viewport: { width: 1280, height: 900 }, ...options });
  /** @type {string[]} */
  const said = [];
  /** @type {string[]} */
  const requests = [];
  const watch = (/** @type {import("playwright-core").Page} */ page) => {
    page.setDefaultTimeout(15_000);
    page.on("console", (message) => said.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => said.push(`uncaught: ${error.stack ?? error.message}`));
    page.on("request", (request) => requests.push(request.url()));
  };
  context.pages().forEach(watch);
  context.on("page", watch);
  const close = async () => {
    await context.close();
    // What measures begins with a fresh browser each time; of a test, the last thing that is closed is the browser.
    if (isTest) return;
    running = null;
    await program.close();
  };
  if (!opened.includes(end)) opened.push(end);
  return { context, page: await context.newPage(), said, requests, close };
}

/** @param {import("playwright-core").Page} page @param {string} file @param {string} [query] */
export async function openFile(page, file, query = "?as-of=2026-11-22") {
  await page.goto(`file://${file}${query}`);
  await page.waitForSelector("#dr-title");
}

/** Goes to a screen by its address. @param {import("playwright-core").Page} page @param {string} hash */
export async function go(page, hash) {
  await page.evaluate((to) => {
    location.hash = to;
  }, hash);
  await page.waitForFunction(() => /** @type {any} */ (document.querySelector("due-regard-form")).app.at === location.hash);
}

/** What axe says against a page, as lines. @param {{ violations: any[], incomplete: any[] }} said */
export function lines(said) {
  return (/** @type {const} */ (["violations", "incomplete"])).flatMap((kind) => said[kind].flatMap((rule) => rule.nodes.map((/** @type {any} */ node) => `${kind} ${rule.id}: ${node.target.join(" ")} ${node.failureSummary ?? ""}`.slice(0, 400))));
}

/** Everything that axe and the structural checks have to say against a page, as lines. @param {import("playwright-core").Page} page */
export async function faults(page) {
  // Axe looks at a page of one frame from within, and is put into it once: its own runner would do so twice and open another page, each time that it is asked, which takes ten times as long. `states` holds that both say the same.
  if (page.frames().length > 1) throw new Error("axe would not look into the frames of this page");
  if (!(await page.evaluate("typeof axe === 'object'"))) await page.evaluate(AXE);
  // Of what is well nothing is told, and so it need not be described.
  const said = await page.evaluate((options) => /** @type {any} */ (window).axe.run(document, options), { runOnly: { type: "tag", values: TAGS }, resultTypes: ["violations", "incomplete"] });
  return [...lines(said), ...(await page.evaluate(structure))];
}

/** Whether the page can be scrolled sideways, and by what. @param {Pick<import("playwright-core").Page, "evaluate">} page @returns {Promise<string[]>} */
export function sideways(page) {
  return page.evaluate(() => {
    const wide = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= wide) return [];
    return [...document.querySelectorAll("*")].filter((each) => each.getBoundingClientRect().right > wide + 1 && !each.closest(".dr-scroll")).slice(0, 5).map((each) => `${each.tagName}.${each.className} ends at ${Math.round(each.getBoundingClientRect().right)} of ${wide}`);
  });
}

/**
 * Words of no more than twelve letters, and nothing but letters, that stand on two lines: a browser breaks those where a box is made too narrow for what is in it. Longer ones may have to be broken, and so may patterns and what has a hyphen.
 *
 * @param {Pick<import("playwright-core").Page, "evaluate">} page @returns {Promise<string[]>}
 */
export function brokenWords(page) {
  return page.evaluate(() => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!parent || parent.closest("script, style, .govuk-visually-hidden, .dr-hash") || !parent.checkVisibility()) continue;
      // What is there for screen readers alone is a point.
      let box = /** @type {Element | null} */ (parent);
      while (box && box.getBoundingClientRect().width > 1) box = box.parentElement;
      if (box) continue;
      for (const { 0: word, index } of (node.textContent ?? "").matchAll(/\S+/g)) {
        if (word.length > 12 || !/^[‘“(]?[\p{L}\p{N}’]+[’”).,:;?!…]*$/u.test(word)) continue;
        const range = document.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + word.length);
        const lines = new Set([...range.getClientRects()].filter(({ width }) => width > 0).map(({ top }) => Math.round(top)));
        if (lines.size > 1) found.push(`${word} in ${parent.tagName.toLowerCase()}.${parent.className}: ${(node.textContent ?? "").trim().slice(0, 60)}`);
      }
    }
    return found.slice(0, 5);
  });
}

/** Widths at which text may come too near to the window's edges: where layouts change, and those between that and the widest line. */
const EDGES = [320, 641, 768, 1020, 1040, 1060, 1080, 1100, 1120, 1140, 1160, 1280];

/** Text that a window's edge is nearer to than 15 pixels, at any of these widths; what scrolls sideways in a box of its own is not looked at. @param {import("playwright-core").Page} page @param {number} [margin] @returns {Promise<string[]>} */
export async function nearEdges(page, margin = 15) {
  const found = [];
  let texts = 0;
  for (const width of EDGES) {
    await page.setViewportSize({ width, height: 900 });
    const at = await page.evaluate((margin) => {
      const wide = document.documentElement.clientWidth;
      const near = [];
      let texts = 0;
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const parent = node.parentElement;
        if (!parent || !node.textContent?.trim() || parent.closest("script, style, .govuk-visually-hidden, .govuk-skip-link, .dr-scroll") || !parent.checkVisibility()) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        texts += 1;
        for (const { left, right, width } of range.getClientRects()) if (width > 0 && (left < margin || right > wide - margin)) near.push(`${node.textContent.trim().slice(0, 60)}: ${left} to ${right} of ${wide}`);
      }
      return { near, texts };
    }, margin);
    found.push(...at.near);
    texts += at.texts;
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  return texts > 0 ? found : ["no text was seen"];
}

/** What has focus. @param {import("playwright-core").Page} page */
export function focused(page) {
  return page.evaluate(() => {
    const at = document.activeElement;
    if (!at || at === document.body) return null;
    const input = /** @type {HTMLInputElement} */ (at);
    return { tag: at.tagName.toLowerCase(), id: at.id, type: input.type ?? "", name: input.name ?? "", value: input.value ?? "", checked: input.checked === true, text: (at.textContent ?? "").trim().slice(0, 200), group: at.closest("section.dr-group")?.getAttribute("aria-labelledby") ?? "" };
  });
}

/** Presses Tab until what has focus is the thing; a person would give up after some time. @param {import("playwright-core").Page} page @param {(at: NonNullable<Awaited<ReturnType<typeof focused>>>) => boolean} is @param {number} [most] */
export async function tabTo(page, is, most = 200) {
  for (let times = 0; times < most; times += 1) {
    const at = await focused(page);
    if (at && is(at)) return at;
    await page.keyboard.press("Tab");
  }
  throw new Error(`not reached by ${most} presses of Tab; at ${JSON.stringify(await focused(page))}`);
}

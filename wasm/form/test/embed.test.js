// The element in somebody else's page, as the README says: five lines, beside the npm package.

import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { browser, ROOT, serve } from "./harness.js";

const lines = /```html\n([\s\S]*?)```/.exec(fs.readFileSync(new URL("../README.md", import.meta.url), "utf8"))?.[1] ?? "";
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "due-regard-embed-"));
const target = process.env["CARGO_TARGET_DIR"] ?? path.join(ROOT, "target");
/** @type {Awaited<ReturnType<typeof serve>>} */
let server;
before(async () => {
  for (const file of ["form.css", "element.js"]) fs.copyFileSync(path.join(target, "form", file), path.join(folder, file));
  fs.cpSync(path.join(target, "npm"), path.join(folder, "due-regard"), { recursive: true });
  fs.copyFileSync(path.join(ROOT, "rules/council-eia/framework.yaml"), path.join(folder, "framework.yaml"));
  fs.writeFileSync(path.join(folder, "index.html"), `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Our service</title></head><body><h2>Our service</h2>${lines}</body></html>`);
  server = await serve(folder);
});
after(() => {
  server.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

test("the lines of the README make a form that tells the page around what happens", async () => {
  assert.ok(lines.split("\n").length <= 6);
  const { page, said, close } = await browser();
  await page.goto(`${server.address}/index.html`);
  await page.waitForSelector("#dr-title");
  assert.equal(await page.title(), "Our service", "the title is the page's own");
  await page.evaluate(() => {
    const heard = (/** @type {any} */ (window).heard = /** @type {string[]} */ ([]));
    for (const name of ["record-change", "findings-change", "save-request"]) document.addEventListener(name, () => heard.push(name));
  });
  await page.getByRole("button", { name: "Start a new assessment" }).click();
  await page.evaluate(() => {
    location.hash = "#/s/about";
  });
  await page.fill("#q-reference", "ABC12");
  await page.waitForFunction(() => /** @type {any} */ (window).heard.includes("record-change"));
  assert.equal(await page.evaluate(() => /** @type {any} */ (document.querySelector("due-regard-form")).record.reference), "ABC12");
  await page.evaluate(() => {
    /** @type {any} */ (document.querySelector("due-regard-form")).record = { title: "From outside" };
  });
  await page.waitForFunction(() => /** @type {HTMLInputElement | null} */ (document.querySelector("#q-title"))?.value === "From outside");
  // What the page around may send, the form cannot know; and addresses of that page are not the form's.
  assert.doesNotMatch(await page.locator("body").innerText(), /cannot send anything|nothing you type leaves this browser/i);
  await page.evaluate(() => {
    location.hash = "#notes";
  });
  await page.waitForFunction(() => location.hash === "#notes");
  assert.equal(await page.locator("#q-title").inputValue(), "From outside");
  assert.deepEqual(said.filter((line) => !/favicon/.test(line) && !/404/.test(line)), []);
  await close();
});

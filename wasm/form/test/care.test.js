// What would be lost, or told otherwise than it is, where somebody goes back, opens, starts anew, or types what is no answer.

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, focused, formFile, go, temporary } from "./harness.js";

/** @typedef {import("playwright-core").Page} Page */

const council = formFile("council-eia");
/** @param {Page} page @param {string} path @param {unknown} answer */
const answer = (page, path, answer) => page.evaluate(([path, answer]) => /** @type {any} */ (document.querySelector("due-regard-form")).app.change({ kind: "set", path, answer }, { label: "" }), /** @type {const} */ ([path, answer]));
/** @param {Page} page */
const record = (page) => page.evaluate(() => /** @type {any} */ (document.querySelector("due-regard-form")).record);
/** @param {Page} page @param {string} name */
const pressed = (page, name) => page.getByRole("button", { name, exact: true }).click();

/** A page from a disk, where no draft is kept unless somebody says so. @param {Page} page */
async function begun(page) {
  await page.goto(`file://${council}`);
  await page.waitForSelector("#dr-title");
  await pressed(page, "Start a new assessment");
  await page.waitForFunction(() => location.hash === "#/tasks");
}

test("Continue leads to the section that the answers of the page have opened", async () => {
  const { page, close } = await browser();
  await begun(page);
  await go(page, "#/s/about");
  await answer(page, "assessment-needed", "yes");
  await answer(page, "strategic", "yes");
  await pressed(page, "Save and continue");
  await page.waitForFunction(() => location.hash.startsWith("#/s/") && location.hash !== "#/s/about");
  await close();
});

test("changes that are in no file are not thrown away unasked", async () => {
  const { page, close } = await browser();
  await begun(page);
  await answer(page, "title", "Not in a file");
  await go(page, "#/clear");
  assert.match(await page.locator("main").innerText(), /“Not in a file” open, which goes too/);
  await go(page, "#/");
  assert.match(await page.locator("main").innerText(), /You have “Not in a file” open/);
  /** @type {string[]} */
  const asked = [];
  page.once("dialog", (dialog) => {
    asked.push(dialog.message());
    void dialog.dismiss();
  });
  await pressed(page, "Start a new assessment");
  assert.equal((await record(page)).title, "Not in a file");
  assert.match(asked.join(), /changes that are in no file/);
  page.once("dialog", (dialog) => void dialog.accept());
  // A second press in a hurry would be the same press.
  await page.waitForTimeout(600);
  await pressed(page, "Start a new assessment");
  await page.waitForFunction(() => location.hash === "#/tasks");
  assert.equal((await record(page)).title, undefined);
  await close();
});

test("Back after a file was opened leads to its tasks, and what the file cannot be read as is shown at its question", async () => {
  const { page, close } = await browser();
  await page.goto(`file://${council}`);
  await page.waitForSelector("#dr-title");
  const file = temporary("unreadable.json", JSON.stringify({ "assessment-needed": "yes", "impacts": { sex: { effect: "helpful" } } }));
  await page.setInputFiles("#dr-file", file);
  await page.getByRole("button", { name: /^Open it/ }).click();
  await page.waitForFunction(() => location.hash === "#/tasks");
  await page.goBack();
  await page.waitForFunction(() => document.querySelector("#dr-title")?.textContent === "Task list");
  await go(page, "#/s/impacts/sex");
  assert.match(await page.locator("#q-effect-error").innerText(), /helpful/);
  await close();
});

test("a date is told what it lacks, and is taken with the name of its month or pasted whole", async () => {
  const { page, close } = await browser();
  await begun(page);
  await go(page, "#/s/about");
  await answer(page, "assessment-needed", "yes");
  const id = await page.evaluate(() => [...document.querySelectorAll(".govuk-date-input input")].find((input) => /** @type {HTMLElement} */ (input).offsetParent)?.id ?? "");
  const path = id.replace(/^q-/, "");
  const typed = async (/** @type {string[]} */ parts) => {
    for (const [place, part] of ["", "-month", "-year"].entries()) await page.fill(`#${id}${part}`, parts[place] ?? "");
    await pressed(page, "Save and continue");
    const shown = await page.locator(`#${id}-error`).innerText().catch(() => "");
    return shown;
  };
  assert.match(await typed(["31", "2", "2027"]), /enter a real date/);
  assert.match(await typed(["12", "3", "27"]), /four digits/);
  await page.fill(`#${id}`, "12");
  await page.fill(`#${id}-month`, "January");
  await page.fill(`#${id}-year`, "2026");
  await page.waitForFunction((path) => /** @type {any} */ (document.querySelector("due-regard-form")).app.questions.get(path)?.value === "2026-01-12", path);
  for (const part of ["-month", "-year"]) await page.fill(`#${id}${part}`, "");
  await page.fill(`#${id}`, "01/04/2027");
  await page.waitForFunction((path) => /** @type {any} */ (document.querySelector("due-regard-form")).app.questions.get(path)?.value === "2027-04-01", path);
  await close();
});

test("a reason is asked once, and the screen keeps the focus when a row comes back", async () => {
  const { page, close } = await browser();
  await begun(page);
  await answer(page, "assessment-needed", "yes");
  await go(page, "#/s/impacts/sex");
  await page.locator("#q-effect-state-not-applicable").check();
  await page.waitForSelector("#q-not-applicable-because:visible");
  assert.equal(await page.locator("#q-effect-reason").isVisible(), false);
  await page.evaluate(() => /** @type {any} */ (document.querySelector("due-regard-form")).app.change({ kind: "add-row", group: "impacts[age].actions" }, { label: "" }));
  await go(page, "#/s/impacts/age");
  await page.getByRole("button", { name: /^Remove/ }).first().click();
  await page.locator(".govuk-notification-banner button").click();
  await page.waitForFunction(() => document.querySelector(".govuk-notification-banner") === null);
  assert.equal((await focused(page))?.id, "dr-title");
  await close();
});

test("what was said of one screen is not said on the next", async () => {
  const { page, close } = await browser();
  await begun(page);
  await go(page, "#/s/about");
  await answer(page, "assessment-needed", "no");
  await page.waitForFunction(() => document.querySelector("#dr-status")?.textContent !== "");
  await go(page, "#/findings");
  assert.equal(await page.locator("#dr-status").innerText(), "");
  await close();
});

test("a row that is not asked says so, and takes no new rows", async () => {
  const { page, close } = await browser();
  await page.goto(`file://${council}`);
  await page.waitForSelector("#dr-title");
  await page.evaluate(() => {
    /** @type {any} */ (document.querySelector("due-regard-form")).record = { "assessment-needed": "no", impacts: { disability: { effect: "negative", evidence: [{ kind: "survey" }] } } };
  });
  await go(page, "#/s/impacts/disability");
  assert.match(await page.locator("main").innerText(), /Anything you enter is kept, and has no effect/);
  assert.equal(await page.getByRole("button", { name: /^Add/ }).count(), 0);
  await close();
});

// Somebody who fills in a form with the keyboard and nothing else.

import assert from "node:assert/strict";
import { focused, tabTo } from "./harness.js";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {Record<string, any>} Answers by field or group id */

/** Waits for the screen after a key that leads to one. @param {Page} page @param {() => Promise<void>} act */
async function onward(page, act) {
  const before = await page.evaluate(() => location.hash);
  await act();
  await page.waitForFunction((hash) => location.hash !== hash && /** @type {any} */ (document.querySelector("due-regard-form")).app.at === location.hash, before, { timeout: 5000 });
}

/**
 * Answers what a page asks, in the order in which Tab leads there, and goes on with “Save and continue”. Groups within are filled in on their way.
 *
 * @param {Page} page
 * @param {Answers} answers
 * @param {{ complete?: boolean }} [how]
 */
export async function fillPage(page, answers, { complete = false } = {}) {
  /** Rows of groups within that are there already. @type {Map<string, number>} */
  const rows = new Map();
  const done = new Set();
  for (let steps = 0; steps < 600; steps += 1) {
    await page.keyboard.press("Tab");
    const at = await focused(page);
    if (!at) continue;
    if (at.tag === "button" && at.type === "submit") return onward(page, () => page.keyboard.press("Enter"));
    const group = /^rows-(.+)$/.exec(at.group)?.[1];
    if (group && at.tag === "button" && !/Remove|Tynnu/.test(at.text)) {
      const wanted = answers[group] ?? [];
      const have = rows.get(group) ?? 0;
      if (have < wanted.length) {
        rows.set(group, have + 1);
        await onward(page, () => page.keyboard.press("Enter"));
        await fillPage(page, wanted[have]);
        // Focus is on the heading of the group: its rows, and then the button again.
      }
      continue;
    }
    if (at.name === "dr-completed") {
      if (complete && !done.has(at.name)) await page.keyboard.press("Space");
      done.add(at.name);
      continue;
    }
    if (at.name.startsWith("q-")) await answer(page, at, answers, done);
  }
  throw new Error("the page has no end");
}

/** @param {Page} page @param {NonNullable<Awaited<ReturnType<typeof focused>>>} at @param {Answers} answers @param {Set<string>} done */
async function answer(page, at, answers, done) {
  const name = at.name.replace(/^q-/, "");
  const part = name in answers ? undefined : /-(day|month|year|state|reason)$/.exec(name)?.[1];
  const field = part ? name.slice(0, -part.length - 1) : name;
  const given = answers[field];
  if (given === undefined || given === null || given === "") return;
  const stated = typeof given === "object" && !Array.isArray(given);
  if (part === "state") {
    if (stated && at.value === given.state && !at.checked) await page.keyboard.press("Space");
  } else if (part === "reason") {
    if (stated && given.reason && at.value === "") await page.keyboard.insertText(given.reason);
  } else if (stated) return;
  else if (part) {
    const [year, month, day] = String(given).split("-");
    if (at.value === "") await page.keyboard.type(String(Number({ day, month, year }[part])));
  } else if (at.type === "radio") {
    if (done.has(at.name)) return;
    done.add(at.name);
    await page.keyboard.press("Space");
    for (let times = 0; times < 20 && (await focused(page))?.value !== String(given); times += 1) await page.keyboard.press("ArrowDown");
    if ((await focused(page))?.value !== String(given)) throw new Error(`no option ${given} of ${field}`);
  } else if (at.type === "checkbox") {
    if (given.includes(at.value) && !at.checked) await page.keyboard.press("Space");
  } else if (at.value !== "") return;
  else if (String(given).length < 30) await page.keyboard.type(String(given));
  else await page.keyboard.insertText(String(given));
}

/** Presses what says this, found by Tab. @param {Page} page @param {RegExp} text */
export async function press(page, text) {
  await tabTo(page, (at) => (at.tag === "a" || at.tag === "button" || at.tag === "summary") && text.test(at.text));
  await page.keyboard.press("Enter");
}

/** The same, where it leads to another screen. @param {Page} page @param {RegExp} text */
export async function follow(page, text) {
  await tabTo(page, (at) => (at.tag === "a" || at.tag === "button") && text.test(at.text));
  await onward(page, () => page.keyboard.press("Enter"));
}

/**
 * Fills in a whole record, section by section from the task list.
 *
 * @param {Page} page
 * @param {import("../../npm/types").FormSection[]} sections in order
 * @param {Answers} record
 */
export async function fillRecord(page, sections, record) {
  for (const section of sections) {
    if (!(await page.evaluate((id) => document.querySelector(`a.govuk-task-list__link[href="#/s/${id}"]`) !== null, section.id))) continue;
    await follow(page, new RegExp(`^${section.title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`));
    if (section.rows?.kind === "fixed") {
      for (const row of section.rows.rows) {
        const answers = record[section.id]?.[row.id];
        if (!answers || Object.keys(answers).length === 0) continue;
        await tabTo(page, (at) => at.tag === "a" && at.text === row.label);
        await onward(page, () => page.keyboard.press("Enter"));
        await fillPage(page, answers);
      }
      await fillPage(page, {}, { complete: true });
    } else if (section.rows) {
      for (const answers of record[section.id] ?? []) {
        await tabTo(page, (at) => at.tag === "button" && at.text.includes(section.title));
        await onward(page, () => page.keyboard.press("Enter"));
        await fillPage(page, answers);
      }
      await fillPage(page, {}, { complete: true });
    } else await fillPage(page, record, { complete: true });
    // “Save and continue” leads to the next section; the hub is some presses back.
    if ((await page.evaluate(() => location.hash)) === "#/tasks") continue;
    for (let times = 0; ; times += 1) {
      if (times > 40) throw new Error("the task list was not reached");
      await page.keyboard.press("Shift+Tab");
      const at = await focused(page);
      if (at?.tag !== "a" || !/^(Task list|Rhestr dasgau)$/.test(at.text)) continue;
      await onward(page, () => page.keyboard.press("Enter"));
      assert.equal(await page.evaluate(() => location.hash), "#/tasks");
      break;
    }
  }
}

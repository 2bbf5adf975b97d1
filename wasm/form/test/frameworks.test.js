// Every framework of `rules/` is a form that can be filled in: each screen of each, with nothing against it.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { browser, faults, formFile, go, openFile, ROOT, sideways } from "./harness.js";

/** @type {Awaited<ReturnType<typeof browser>>} */
let open;
before(async () => {
  open = await browser();
});
after(async () => {
  await open.close();
});

for (const name of fs.readdirSync(path.join(ROOT, "rules")).filter((each) => fs.existsSync(path.join(ROOT, "rules", each, "framework.yaml")))) {
  test(name, { timeout: 180_000 }, async () => {
    const { page } = open;
    await openFile(page, formFile(name, name));
    await page.locator("main .govuk-button").first().click();
    await page.waitForSelector("nav.dr-bar:not([hidden])");
    const sections = await page.evaluate(() => /** @type {any} */ (document.querySelector("due-regard-form")).app.model.sections.map((/** @type {any} */ section) => ({ id: section.id, row: section.rows?.kind === "fixed" ? section.rows.rows[0]?.id : null })));
    const screens = ["#/tasks", ...sections.flatMap((/** @type {{ id: string, row: string | null }} */ { id, row }) => [`#/s/${id}`, ...(row ? [`#/s/${id}/${row}`] : [])]), "#/check", "#/findings"];
    // Each screen is looked at in both widths, first in that of the screen before.
    const looks = [{ width: 1280, look: faults }, { width: 320, look: sideways }];
    for (const screen of screens) {
      await go(page, screen);
      for (const { width, look } of looks) {
        await page.setViewportSize({ width, height: 900 });
        assert.deepEqual(await look(page), [], screen);
      }
      looks.reverse();
    }
    await page.setViewportSize({ width: 1280, height: 900 });
    assert.deepEqual(open.said, []);
  });
}

test("figures follow each change, and say of how much they are", { timeout: 120_000 }, async () => {
  const { page } = open;
  /** The figures of the task list by their labels. @returns {Promise<Record<string, string>>} */
  const figures = async () => {
    await go(page, "#/tasks");
    return Object.fromEntries(await page.evaluate(() => [...document.querySelectorAll(".dr-overview .govuk-summary-list__row")].map((row) => [row.querySelector("dt")?.textContent ?? "", row.querySelector("dd")?.textContent ?? ""])));
  };
  await openFile(page, formFile("council-eia", "council-eia"));
  await page.locator("main .govuk-button").first().click();
  await go(page, "#/s/about");
  await page.locator('input[name="q-assessment-needed"][value="yes"]').check();
  const before = await figures();
  await go(page, "#/s/impacts/age");
  await page.locator('input[name="q-effect"][value="negative"]').check();
  const after = await figures();
  assert.deepEqual([before["Rows answered"], after["Rows answered"]], ["0", "1"]);
  await page.getByRole("button", { name: "Undo" }).click();
  assert.equal((await figures())["Rows answered"], "0");
  await openFile(page, formFile("algorithmic-impact", "algorithmic-impact"));
  await page.locator("main .govuk-button").first().click();
  const scores = Object.entries(await figures()).filter(([, figure]) => / of \d+$/.test(figure));
  assert.ok(scores.length > 0 && scores.every(([, figure]) => /^\S.* of \d+$/.test(figure)), JSON.stringify(await figures()));
});

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

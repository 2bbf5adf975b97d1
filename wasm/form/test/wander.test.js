// Somebody who does anything: clicks, types, goes back, reloads and takes back at random. The console says nothing, no engine stops, no page becomes wider than its window, and what the page knows after many changes is what a
// fresh session says of the record. In `tests/run` some steps in some frameworks; `STEPS=400 SEED=7 ONLY=nhs-ehia node --test test/wander.test.js` goes on elsewhere, `ONLY=all` in all of `rules/`.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { browser, formFile, ROOT, serve, sideways } from "./harness.js";

const STEPS = Number(process.env["STEPS"] ?? 48);
const SEED = Number(process.env["SEED"] ?? 1);

/** A number of 0 or more and less than 1, the same ones for a seed. @param {number} seed */
function numbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const TEXTS = ["Yes", "no", "", " ", "12", "-3", "0.5", "1e9", "2026-02-30", "31", "13", "2026", "<img src=x onerror=alert(1)>", "=1+1", "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch", "مرحبا", "👩🏽‍🦽", "a\nb", "we asked 40 people in three wards and nobody had been asked before", "x".repeat(3000), "not known", "n/a", "50%", "£1,200.50"];

/** The record that is open and kept on this computer, as a page from a server keeps it unless told otherwise. @param {import("playwright-core").Page} page @returns {Promise<unknown>} */
const kept = (page) => page.evaluate(() => {
  const { app } = /** @type {any} */ (document.querySelector("due-regard-form"));
  app.flush();
  return app.session && localStorage.getItem("due-regard-keep") !== "no" ? app.session.record() : null;
});

/** What the page knows that a fresh session of its record does not say. @param {import("playwright-core").Page} page */
const differences = (page) => page.evaluate(() => {
  const { app } = /** @type {any} */ (document.querySelector("due-regard-form"));
  if (!app.session) return [];
  app.flush();
  const fresh = new app.engine.Session(app.framework, app.session.record(), { as_of: app.day(), stage: app.doc.stage, language: app.language, brief: true });
  const said = fresh.evaluation();
  fresh.free();
  const found = [];
  const compare = (/** @type {string} */ what, /** @type {any[]} */ known, /** @type {any[]} */ now, /** @type {string} */ key) => {
    // That the record has another name now is no change of its findings.
    const written = (/** @type {any} */ each) => JSON.stringify(each.record ? { ...each, record: { ...each.record, name: null } } : each);
    const by = new Map(now.map((each) => [each[key], written(each)]));
    for (const each of known) {
      const [knows, says = "nothing"] = [written(each), by.get(each[key])];
      const from = Math.max([...knows].findIndex((letter, place) => letter !== says[place]) - 40, 0);
      if (knows !== says) found.push(`${what} ${each[key]}: …${knows.slice(from, from + 160)} and not …${says.slice(from, from + 160)}`);
      by.delete(each[key]);
    }
    for (const left of by.keys()) found.push(`${what} ${left}: not known`);
  };
  compare("question", [...app.questions.values()], said.questions, "path");
  compare("row", [...app.rows.values()], said.rows, "path");
  compare("section", [...app.sections.values()], said.sections, "id");
  compare("finding", [...app.findings.values()], said.findings, "fingerprint");
  if (JSON.stringify(app.evaluation.verdicts) !== JSON.stringify(said.verdicts)) found.push(`verdicts ${JSON.stringify(app.evaluation.verdicts)} and not ${JSON.stringify(said.verdicts)}`);
  if (JSON.stringify(app.evaluation.outcome) !== JSON.stringify(said.outcome)) found.push(`outcome ${JSON.stringify(app.evaluation.outcome)} and not ${JSON.stringify(said.outcome)}`);
  return found.slice(0, 5);
});

/** Some that are made differently. */
const SOME = ["council-eia", "algorithmic-impact", "systemic-bias-commissioning", "council-eia-wales"];
const only = process.env["ONLY"];
const all = fs.readdirSync(path.join(ROOT, "rules")).filter((each) => fs.existsSync(path.join(ROOT, "rules", each, "framework.yaml")));
for (const name of only === "all" ? all : only ? [only] : SOME) {
  test(name, { timeout: 60_000 + STEPS * 1000 }, async () => {
    const open = await browser();
    const { page } = open;
    const random = numbers(SEED * 7919 + name.length);
    const one = (/** @type {any[]} */ of) => of[Math.floor(random() * of.length)];
    page.on("dialog", (dialog) => void dialog.accept());
    await page.addInitScript(() => {
      window.print = () => {};
    });
    const file = formFile(name, name);
    await page.goto(`${(await serve(path.dirname(file))).address}/${path.basename(file)}?as-of=2026-11-22`);
    await page.locator("main .govuk-button").first().click();
    /** @type {string[]} */
    const done = [];
    const things = "main a[href^='#'], main button, main summary, main input:not([type=file]), main select, main textarea, nav a[href^='#'], nav button, header a[href^='#'], header button";
    try {
      for (let step = 0; step < STEPS; step += 1) {
        const dice = random();
        if (dice < 0.02) {
          const before = await kept(page);
          done.push(`reload${before ? "" : ", nothing kept"}`);
          await page.reload();
          await page.waitForSelector("#dr-title", { state: "attached" });
          if (before) await page.waitForFunction(() => /** @type {any} */ (document.querySelector("due-regard-form")).app.session);
          // What was typed last is kept too, however soon the page goes.
          if (before) assert.deepEqual(await kept(page), before, "lost by reloading");
        } else if (dice < 0.06) {
          done.push("back");
          await page.goBack({ timeout: 2000 }).catch(() => null);
        } else if (dice < 0.16) {
          // Left alone, one wanders off to where nothing is asked.
          const screen = one(await page.evaluate(() => /** @type {any} */ (document.querySelector("due-regard-form")).app.model.sections.flatMap((/** @type {any} */ { id, rows }) => [`#/s/${id}`, ...(rows?.kind === "fixed" ? rows.rows.map((/** @type {any} */ row) => `#/s/${id}/${row.id}`) : [])])));
          done.push(screen);
          await page.evaluate((to) => {
            location.hash = to;
          }, screen);
        } else {
          const seen = await page.locator(things).evaluateAll((all) => all.map((each, place) => ({ place, id: each.id, tag: each.tagName, type: each.getAttribute("type") ?? "", text: (each.textContent ?? "").trim().slice(0, 40), shown: each.checkVisibility() && !each.closest("[hidden]") && !(/** @type {HTMLInputElement} */ (each).disabled) })).filter(({ shown }) => shown));
          const texts = seen.filter(({ tag, type }) => tag === "TEXTAREA" || tag === "SELECT" || (tag === "INPUT" && !["radio", "checkbox"].includes(type)));
          const answers = seen.filter((each) => texts.includes(each) || each.tag === "INPUT");
          const thing = answers.length > 0 && random() < 0.65 ? one(answers) : one(seen);
          if (!thing) {
            done.push(`nothing at ${page.url()}`);
            await page.goto(`${page.url().split("#")[0]}#/tasks`);
            continue;
          }
          const at = page.locator(things).nth(thing.place);
          if (thing.tag === "SELECT") {
            const options = await at.locator("option").evaluateAll((all) => all.map((each) => /** @type {HTMLOptionElement} */ (each).value));
            const value = one(options);
            done.push(`${thing.id} = ${value}`);
            await at.selectOption(value, { timeout: 3000 }).catch(() => null);
          } else if (texts.includes(thing)) {
            const value = one(TEXTS);
            done.push(`${thing.id} = ${JSON.stringify(value.slice(0, 30))}`);
            await at.fill(thing.tag === "INPUT" ? value.replaceAll("\n", " ") : value, { timeout: 3000 }).catch(() => null);
            if (random() < 0.5) await page.keyboard.press("Tab");
          } else {
            done.push(`${thing.tag} ${thing.id} ${thing.text}`);
            await at.click({ timeout: 3000, noWaitAfter: true }).catch((error) => done.push(`  not clicked: ${String(error).slice(0, 300)}`));
          }
        }
        await page.waitForTimeout(20);
        await page.waitForSelector("#dr-title", { state: "attached" });
        assert.deepEqual(open.said, []);
        if (step % 4 === 3) assert.deepEqual(await differences(page), []);
        if (step % 16 === 15) assert.deepEqual(await sideways(page), []);
      }
    } catch (error) {
      console.error(`${name}, seed ${SEED}:\n${done.slice(-40).join("\n")}\nat ${page.url()}`);
      throw error;
    } finally {
      await open.close();
    }
    const answered = done.filter((each) => / = |^INPUT/.test(each)).length;
    assert.ok(answered >= STEPS / 6, `only ${answered} answers were given:\n${done.join("\n")}`);
  });
}

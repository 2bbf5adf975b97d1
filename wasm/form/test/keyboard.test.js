// What no tool can tell from a page at rest: where focus goes, that it is seen, what is said aloud and when, and that nothing moves by itself.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { browser, focused, formFile, go, openFile, sideways, tabTo, temporary } from "./harness.js";
import { BROKEN, RECORD } from "./records.js";

/** @typedef {import("playwright-core").Page} Page */

const file = formFile("council-eia");
/** @type {Awaited<ReturnType<typeof browser>>} */
let open;
/** @type {Page} */
let page;
before(async () => {
  open = await browser();
});
after(async () => {
  await open.close();
});
beforeEach(async () => {
  await open.page.close();
  page = await open.context.newPage();
});

/** @param {unknown} record @param {string} hash */
async function at(record, hash) {
  await openFile(page, file);
  await page.setInputFiles("#dr-file", temporary("record.json", JSON.stringify(record)));
  await page.getByRole("button", { name: /^Open it/ }).click();
  await page.waitForSelector("nav.dr-bar:not([hidden])");
  await go(page, hash);
}

/** Everything that the status region says from now on, with the time; and when keys are pressed. */
async function listen() {
  await page.evaluate(() => {
    const keys = (/** @type {any} */ (window).keys = /** @type {number[]} */ ([]));
    document.addEventListener("keydown", () => keys.push(performance.now()), true);
    const region = /** @type {HTMLElement} */ (document.querySelector("[role=status]"));
    const said = (/** @type {any} */ (window).said = /** @type {{ at: number, text: string }[]} */ ([]));
    new MutationObserver(() => region.textContent && said.push({ at: performance.now(), text: region.textContent })).observe(region, { childList: true, characterData: true, subtree: true });
  });
}
/** @returns {Promise<{ at: number, text: string }[]>} */
const said = () => page.evaluate(() => /** @type {any} */ (window).said);

const SCREENS = ["#/tasks", "#/s/about", "#/s/impacts", "#/s/impacts/age", "#/s/you-said", "#/check", "#/findings", "#/stage", "#/sign", "#/save", "#/about/accessibility"];

for (const screen of SCREENS) {
  test(`Tab goes through ${screen} in the order of the page, sees everything, leaves it again, and is always seen`, async () => {
    await at(BROKEN, screen);
    const expected = await page.evaluate(() => {
      const radios = new Set();
      return [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")].filter((each) => {
        if (!each.checkVisibility() || /** @type {HTMLInputElement} */ (each).disabled) return false;
        const input = /** @type {HTMLInputElement} */ (each);
        if (input.type !== "radio") return true;
        // Of radios with one name, one is a stop: that which is chosen, else the first.
        const group = [...document.querySelectorAll(`input[type=radio][name="${CSS.escape(input.name)}"]`)];
        if (radios.has(input.name)) return false;
        const stop = group.find((radio) => /** @type {HTMLInputElement} */ (radio).checked) ?? group[0];
        if (stop !== each) return false;
        radios.add(input.name);
        return true;
      }).length;
    });
    // Tab begins with the way past the header.
    await page.focus(".govuk-skip-link");
    const stops = [];
    for (let times = 0; times < expected + 20; times += 1) {
      if (times > 0) await page.keyboard.press("Tab");
      const stop = await page.evaluate(() => {
        const here = document.activeElement;
        if (!here || here === document.body) return null;
        const all = [...document.querySelectorAll("*")];
        const box = here.getBoundingClientRect();
        const shown = here.closest(".govuk-radios__item, .govuk-checkboxes__item")?.querySelector("label") ?? here;
        const drawn = (/** @type {Element} */ element) => {
          const parts = [getComputedStyle(element), getComputedStyle(element, "::before")];
          return parts.map((style) => [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow, style.backgroundColor].join()).join(";");
        };
        const focusedLook = drawn(shown);
        /** @type {HTMLElement} */ (here).blur();
        const restLook = drawn(shown);
        /** @type {HTMLElement} */ (here).focus({ preventScroll: true });
        const middle = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
        return {
          place: all.indexOf(here), name: `${here.tagName}#${here.id} ${(here.textContent ?? "").trim().slice(0, 40)}`, seen: focusedLook !== restLook,
          inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth, covered: box.width > 2 && middle !== null && !here.contains(middle) && !middle.contains(here) && !middle.closest("label"),
        };
      });
      if (stop === null) break;
      if (stops[0]?.place === stop.place) break;
      stops.push(stop);
    }
    assert.deepEqual(stops.filter((stop) => !stop.seen).map((stop) => stop.name), [], "focus is seen");
    assert.deepEqual(stops.filter((stop) => !stop.inside).map((stop) => stop.name), [], "what has focus is in view");
    assert.deepEqual(stops.filter((stop) => stop.covered).map((stop) => stop.name), [], "nothing lies over it");
    for (let place = 1; place < stops.length; place += 1) assert.ok((stops[place]?.place ?? 0) > (stops[place - 1]?.place ?? 0), `order: ${stops[place]?.name}`);
    assert.equal(stops.length, expected, "as many stops as controls");
  });
}

test("a screen begins at its heading, says its name in the title, and Back leads back", async () => {
  await at(RECORD, "#/tasks");
  await go(page, "#/s/aims");
  await page.waitForFunction(() => document.activeElement?.id === "dr-title");
  assert.match(await page.title(), /^The three aims – .* – Equality impact assessment \(council\)$/);
  await page.goBack();
  await page.waitForFunction(() => location.hash === "#/tasks");
  assert.equal(await page.locator("h1").textContent(), "Task list");
});

test("problems come only on Continue: the title says so, focus is on the summary, each link leads to its control", async () => {
  await at({ "from-when": "31/2/2026", "decision-date": "12//2026" }, "#/s/about");
  await page.fill("#q-title", "x");
  await page.fill("#q-title", "");
  await page.keyboard.press("Tab");
  assert.equal(await page.locator(".govuk-error-message:visible").count(), 0, "nothing is checked before");
  await tabTo(page, (each) => each.tag === "button" && each.type === "submit");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".govuk-error-summary:not([hidden])");
  assert.match(await page.title(), /^Error: /);
  assert.ok(await page.evaluate(() => document.activeElement?.classList.contains("govuk-error-summary")));
  const links = await page.locator(".govuk-error-summary a").allTextContents();
  assert.ok(links.length >= 3, links.join("; "));
  const shown = await page.locator(".govuk-error-message:visible").allTextContents();
  assert.deepEqual(shown.map((text) => text.replace(/^Error: /, "")), links, "the same words in the summary and beside the field, in the order of the questions");
  for (const text of links) assert.doesNotMatch(text, /invalid|required/i);
  for (let place = 0; place < links.length; place += 1) {
    await page.locator(".govuk-error-summary").focus();
    for (let times = 0; times <= place; times += 1) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    const group = await page.evaluate(() => {
      const box = document.activeElement?.closest(".govuk-form-group--error");
      const legend = box?.querySelector("legend, label")?.getBoundingClientRect();
      return { tied: box !== null, message: box?.querySelector(".govuk-error-message")?.textContent, seen: legend !== undefined && legend.top > -1 && legend.top < innerHeight, top: legend?.top };
    });
    assert.ok(group.tied && group.seen, `${links[place]}: ${JSON.stringify(group)}`);
    assert.equal(group.message?.replace(/^Error: /, ""), links[place]);
  }
  assert.equal(await page.evaluate(() => document.activeElement?.id), "q-decision-date-month", "the part of the date that is not there");
});

test("one change is said once, after a pause, without moving focus; ten key presses are one change", async () => {
  // A computer that is busy with other things may pause between two keys for as long as a person who has stopped typing: then it is done again.
  for (let times = 1; ; times += 1) {
    await at({}, "#/s/about");
    await listen();
    await page.focus("#q-reference");
    await page.keyboard.type("ABC", { delay: 40 });
    await page.keyboard.type("1234567", { delay: 40 });
    const early = await said();
    assert.equal((await focused(page))?.id, "q-reference");
    await page.focus("#q-assessment-needed");
    await page.keyboard.press("ArrowDown");
    /** @type {number[]} */
    const keys = await page.evaluate(() => /** @type {any} */ (window).keys);
    assert.equal(keys.length, 11);
    if (times < 10 && keys.some((key, place) => key - (keys[place - 1] ?? key) > 800)) continue;
    assert.deepEqual(early, [], "nothing while one types");
    await page.waitForFunction(() => /** @type {any} */ (window).said.length > 0);
    await page.waitForTimeout(1500);
    const all = await said();
    assert.equal(all.length, 1, JSON.stringify(all));
    assert.match(all[0]?.text ?? "", /more questions? on this page|finding/);
    assert.ok((all[0]?.at ?? 0) - (keys.at(-1) ?? Infinity) >= 900, "after a pause");
    assert.equal((await focused(page))?.name, "q-assessment-needed", "focus has not moved");
    break;
  }
});

test("choosing among radios goes nowhere by itself", async () => {
  await at({}, "#/s/about");
  await page.focus("#q-change-kind");
  await page.keyboard.press("Space");
  for (let times = 0; times < 4; times += 1) await page.keyboard.press("ArrowDown");
  assert.equal(await page.evaluate(() => location.hash), "#/s/about");
  assert.equal((await focused(page))?.name, "q-change-kind");
});

test("findings stay where they are while one types: what did not change is the same element", async () => {
  await at(BROKEN, "#/tasks");
  await page.evaluate(() => /** @type {any} */ (document.querySelector("due-regard-form")).app.setStage("sign-off"));
  await go(page, "#/s/about");
  await page.evaluate(() => document.querySelectorAll(".dr-finding").forEach((each, place) => (/** @type {any} */ (each).mark = place)));
  const before = await page.locator(".dr-panel .dr-finding").count();
  assert.ok(before > 0);
  await page.focus("#q-department");
  await page.keyboard.type("xyz");
  const marks = await page.evaluate(() => [...document.querySelectorAll(".dr-panel .dr-finding")].filter((each) => /** @type {any} */ (each).mark === undefined).length);
  assert.equal(marks, 0);
});

test("a finding whose sentence is another from key to key stays the same element, and what is open in it stays open", async () => {
  await at(BROKEN, "#/tasks");
  await page.evaluate(() => /** @type {any} */ (document.querySelector("due-regard-form")).app.setStage("sign-off"));
  await go(page, "#/s/about");
  const card = page.locator(".dr-panel .dr-finding", { hasText: "Template 2019" });
  assert.equal(await card.count(), 1);
  await card.locator("summary").click();
  await card.evaluate((node) => (/** @type {any} */ (node).mark = true));
  await page.focus("#q-title");
  await page.keyboard.press("End");
  await page.keyboard.type(" xyz");
  await page.waitForSelector(".dr-panel .dr-finding:has-text('Template 2019 xyz')");
  assert.deepEqual(await card.evaluate((node) => [/** @type {any} */ (node).mark, node.querySelector("details")?.open]), [true, true]);
  // Where another thing than its sentence is another, the card is.
  await page.fill("#q-title", "Charges for parking");
  await page.waitForFunction(() => !document.querySelector(".dr-panel")?.textContent?.includes("Template 2019"));
  assert.equal(await page.evaluate(() => [...document.querySelectorAll(".dr-panel .dr-finding")].some((each) => /** @type {any} */ (each).mark && each.querySelector("p")?.textContent === "")), false);
});

test("rows of a group stay where they are while one types elsewhere, and one that says another thing says it", async () => {
  await at(BROKEN, "#/s/impacts/age");
  const [row, path] = await page.evaluate(() => {
    const { app } = /** @type {any} */ (document.querySelector("due-regard-form"));
    app.change({ kind: "add-row", group: "impacts[age].actions" }, { label: "Actions" });
    app.change({ kind: "add-row", group: "impacts[age].actions" }, { label: "Actions" });
    document.querySelectorAll("[aria-labelledby=rows-actions] .dr-rows > *").forEach((each) => (each.mark = true));
    const question = [...app.questions.values()].find((each) => each.path.startsWith("impacts[age].actions[") && app.places.fields.get(each.field).type === "text");
    return [[...app.rows.keys()].filter((each) => each.startsWith("impacts[age].actions[")).findIndex((each) => question.path.startsWith(`${each}.`)), question.path];
  });
  const marks = () => page.evaluate(() => [...document.querySelectorAll("[aria-labelledby=rows-actions] .dr-rows > *")].map((each) => /** @type {any} */ (each).mark === true));
  const before = await marks();
  assert.ok(before.length >= 2 && before.every(Boolean));
  await page.focus("#q-rationale");
  await page.keyboard.type("xyz");
  await page.evaluate(() => /** @type {any} */ (document.querySelector("due-regard-form")).app.flush());
  assert.deepEqual(await marks(), before);
  await page.evaluate((path) => /** @type {any} */ (document.querySelector("due-regard-form")).app.change({ kind: "set", path, answer: "Leaflets in large print" }, { label: "x" }), path);
  assert.deepEqual(await marks(), before.map((_, place) => place !== row));
  assert.match(await page.locator("[aria-labelledby=rows-actions] .dr-rows > *").nth(Number(row)).innerText(), /Leaflets in large print/);
});

test("wider spacing of text, and text twice as large, cut nothing off", async () => {
  await at(BROKEN, "#/tasks");
  for (const screen of SCREENS) {
    await go(page, screen);
    await page.evaluate(() => {
      // What a reader's own style sheet would do; set as styles of elements, on each screen anew, because the page's policy takes no other style sheet.
      for (const each of document.querySelectorAll("due-regard-form, due-regard-form *")) {
        if (!(each instanceof HTMLElement)) continue;
        Object.assign(each.style, { lineHeight: "1.5", letterSpacing: "0.12em", wordSpacing: "0.16em" });
        if (each.tagName === "P") each.style.marginBottom = "2em";
      }
    });
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 900 });
      assert.deepEqual(await sideways(page), [], `${screen} at ${width}`);
      const cut = await page.evaluate(() => [...document.querySelectorAll("main *")].filter((each) => each.checkVisibility() && getComputedStyle(each).overflowY === "hidden" && each.scrollHeight > each.clientHeight + 1 && !each.closest(".govuk-visually-hidden, thead")).map((each) => each.className));
      assert.deepEqual(cut, [], screen);
    }
    await page.setViewportSize({ width: 1280, height: 900 });
  }
});

test("help stands in the same place on every screen", async () => {
  await at(RECORD, "#/tasks");
  const places = new Set();
  for (const screen of [...SCREENS, "#/about", "#/problem"]) {
    await go(page, screen);
    places.add(JSON.stringify(await page.locator("footer a").allTextContents()));
  }
  assert.equal(places.size, 1);
});

test("pressing a button twice in a hurry does its work once", async () => {
  await at(RECORD, "#/s/you-said");
  const before = RECORD["you-said"].length;
  await page.getByRole("button", { name: /^Add to/ }).dblclick();
  await page.waitForTimeout(300);
  await go(page, "#/s/you-said");
  assert.equal(await page.locator(".govuk-summary-card").count(), before + 1);
});

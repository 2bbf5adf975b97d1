// Every page in each of its states, at two widths: axe with nothing turned off, the structural checks, and no scrolling sideways.

import assert from "node:assert/strict";
import fs from "node:fs";
import { after, before, test } from "node:test";
import playwright from "@axe-core/playwright";
import { brokenWords, browser, faults, formFile, go, lines, nearEdges, openFile, sideways, TAGS, temporary } from "./harness.js";
import { RECORD, BROKEN } from "./records.js";

/** @typedef {import("playwright-core").Page} Page */

const WIDTHS = [1280, 320];
const file = formFile("council-eia");
/** @type {Awaited<ReturnType<typeof browser>>} */
let open;
before(async () => {
  open = await browser();
});
after(async () => {
  await open.close();
});

/** @param {Page} page @param {string} name of a file @param {string} text */
async function choose(page, name, text) {
  await page.setInputFiles("#dr-file", temporary(name, text));
}

/** Opens a record and goes to a screen: in the page that is there, as somebody opens the next file, unless it speaks another language by now. @param {Page} page @param {unknown} record @param {string} hash */
async function at(page, record, hash) {
  if (await page.evaluate(() => /** @type {any} */ (document.querySelector("due-regard-form"))?.app?.language === "en")) await go(page, "#/");
  else await openFile(page, file);
  await choose(page, "record.json", JSON.stringify(record));
  await page.getByRole("button", { name: /^Open it/ }).click();
  await page.waitForFunction(() => /** @type {any} */ (document.querySelector("due-regard-form")).app.at === "#/tasks");
  if (hash !== "#/tasks") await go(page, hash);
}

/** All findings, at the stage of signing off. @param {Page} page */
async function due(page) {
  await at(page, BROKEN, "#/tasks");
  await page.evaluate(() => /** @type {any} */ (document.querySelector("due-regard-form")).app.setStage("sign-off"));
  await go(page, "#/findings");
  await unfold(page);
}

/** Opens every `details` of the page, and waits for what is made when somebody looks. @param {Page} page */
const unfold = (page) => page.evaluate(async () => {
  const shut = [...document.querySelectorAll("details:not([open])")];
  const open = shut.map((each) => new Promise((seen) => each.addEventListener("toggle", seen, { once: true })));
  for (const each of shut) each.setAttribute("open", "");
  await Promise.all(open);
});

/** @type {[string, (page: Page) => Promise<void>][]} */
const STATES = [
  ["start", (page) => openFile(page, file)],
  ["start, version open", async (page) => {
    await openFile(page, file);
    await unfold(page);
  }],
  ["start, file refused", async (page) => {
    await openFile(page, file);
    await choose(page, "bad.json", "{not json");
    await page.waitForSelector(".govuk-error-message:not([hidden])");
  }],
  ["opened, answers only", async (page) => {
    await openFile(page, file);
    await choose(page, "record.json", JSON.stringify(RECORD));
    await page.waitForSelector("text=Open this file?");
  }],
  ["opened, other form", async (page) => {
    await openFile(page, file);
    await choose(page, "other.json", JSON.stringify({ schema: "due-regard-file/1", framework: { id: "other", version: "1", sha256: "x", title: "Another form" }, records: [RECORD] }));
    await page.waitForSelector("text=Open this file?");
  }],
  ["opened, older version", async (page) => {
    await openFile(page, file);
    const text = fs.readFileSync(new URL("../../../rules/council-eia/framework.yaml", import.meta.url), "utf8").replace("version: 0.1.0", "version: 0.0.9").replace("label: {en: Department", "label: {en: Directorate");
    await choose(page, "older.json", JSON.stringify({ schema: "due-regard-file/1", framework: { id: "council-eia", version: "0.0.9", sha256: "x", title: "Older" }, records: [RECORD], framework_text: { file: "framework.yaml", text } }));
    await page.waitForSelector("text=Open this file?");
  }],
  ["tasks, nothing answered", (page) => at(page, {}, "#/tasks")],
  ["tasks, all answered", (page) => at(page, RECORD, "#/tasks")],
  ["tasks, faults", (page) => at(page, BROKEN, "#/tasks")],
  ["section, empty", (page) => at(page, {}, "#/s/about")],
  ["section, answered", (page) => at(page, RECORD, "#/s/about")],
  ["section, faults and details open", async (page) => {
    await at(page, BROKEN, "#/s/about");
    await unfold(page);
  }],
  ["section, answer problems", async (page) => {
    await at(page, {}, "#/s/about");
    await page.getByRole("button", { name: "Save and continue" }).click();
    await page.waitForSelector(".govuk-error-summary:not([hidden])");
  }],
  ["section, date problems", async (page) => {
    await at(page, { ...RECORD, "from-when": "31/2/2026", "decision-date": "12//2026" }, "#/s/about");
    await page.getByRole("button", { name: "Save and continue" }).click();
    await page.waitForSelector(".govuk-error-summary:not([hidden])");
  }],
  ["section, conditional questions", (page) => at(page, { ...RECORD, "assessment-needed": "no" }, "#/s/about")],
  ["section, socio-economic", (page) => at(page, BROKEN, "#/s/socio-economic")],
  ["consultation, held", (page) => at(page, RECORD, "#/s/consultation")],
  ["consultation, not held", (page) => at(page, { ...RECORD, consulted: "not held" }, "#/s/consultation")],
  ["free rows, none", (page) => at(page, { "assessment-needed": "yes", consulted: "held" }, "#/s/you-said")],
  ["free rows, some", (page) => at(page, RECORD, "#/s/you-said")],
  ["free row, new", async (page) => {
    await at(page, RECORD, "#/s/you-said");
    await page.getByRole("button", { name: /^Add to/ }).click();
    await page.waitForSelector("text=What people said");
  }],
  ["free rows, removed", async (page) => {
    await at(page, RECORD, "#/s/you-said");
    await page.getByRole("button", { name: /^Remove/ }).first().click();
    await page.waitForSelector(".govuk-notification-banner");
  }],
  ["fixed rows", (page) => at(page, RECORD, "#/s/impacts")],
  ["fixed rows, faults, adding open", async (page) => {
    await at(page, BROKEN, "#/s/impacts");
    await unfold(page);
  }],
  ["fixed rows, adding without a name", async (page) => {
    await at(page, RECORD, "#/s/impacts");
    await unfold(page);
    await page.getByRole("button", { name: "Add row" }).click();
    await page.waitForSelector("#dr-add-error:not([hidden])");
  }],
  ["fixed row, empty", (page) => at(page, { "assessment-needed": "yes" }, "#/s/impacts/age")],
  ["fixed row, rows within", (page) => at(page, RECORD, "#/s/impacts/disability")],
  ["fixed row, faults, details open", async (page) => {
    await at(page, BROKEN, "#/s/impacts/age");
    await unfold(page);
  }],
  ["fixed row, no answer with a reason", (page) => at(page, { ...RECORD, impacts: { ...RECORD.impacts, sex: { effect: { state: "not applicable", reason: "Nobody is affected" } } } }, "#/s/impacts/sex")],
  ["fixed row that does not apply", (page) => at(page, { ...RECORD, "about-employment": "no" }, "#/s/impacts/marriage")],
  ["row within a row", async (page) => {
    await at(page, RECORD, "#/s/impacts/disability");
    await page.getByRole("button", { name: "Add to “Actions”" }).click();
    await page.waitForSelector("text=What will be done");
  }],
  ["row within a row, evidence", async (page) => {
    await at(page, RECORD, "#/s/impacts/age");
    await page.getByRole("button", { name: "Add to “Evidence”" }).click();
    await page.waitForSelector("#q-kind");
  }],
  ["row of one's own", async (page) => {
    await at(page, RECORD, "#/s/impacts");
    await unfold(page);
    await page.fill("#dr-add-own", "Night workers");
    await page.getByRole("button", { name: "Add row" }).click();
    await page.waitForSelector("#q-effect");
  }],
  ["aims", (page) => at(page, BROKEN, "#/s/aims")],
  ["conclusion", (page) => at(page, RECORD, "#/s/conclusion")],
  ["check, empty", (page) => at(page, {}, "#/check")],
  ["check, answered", (page) => at(page, RECORD, "#/check")],
  ["check, faults, kept answers open", async (page) => {
    await at(page, { ...BROKEN, consulted: "not held" }, "#/check");
    await unfold(page);
  }],
  ["findings, none or few", (page) => at(page, RECORD, "#/findings")],
  ["findings, many, details open", due],
  ["findings, deciding without a reason", async (page) => {
    await due(page);
    await page.getByRole("button", { name: /^Record this/ }).first().click();
    await page.waitForSelector(".govuk-error-message:not([hidden])");
  }],
  ["findings, decided", async (page) => {
    await due(page);
    const form = page.locator(".dr-response").first();
    await form.getByLabel("It can stay as it is").check();
    await form.getByLabel("Reason").fill("The template is the one we use.");
    await form.getByLabel("Your name or post").fill("A. Lee");
    await form.getByRole("button", { name: /^Record this/ }).click();
    await page.waitForSelector(".dr-decision");
  }],
  ["stage", (page) => at(page, RECORD, "#/stage")],
  ["stage changed", async (page) => {
    await at(page, RECORD, "#/stage");
    await page.getByLabel("Submission", { exact: false }).first().check();
    await page.getByRole("button", { name: "Continue" }).click();
    await page.waitForSelector(".govuk-notification-banner");
  }],
  ["sign, blocked", (page) => at(page, {}, "#/sign")],
  ["sign, problems", async (page) => {
    await at(page, RECORD, "#/sign");
    await page.getByRole("button", { name: "Sign off" }).click();
    await page.waitForSelector(".govuk-error-summary:not([hidden])");
  }],
  ["signed, section to read", async (page) => {
    await signed(page);
    await go(page, "#/s/about");
  }],
  ["signed", signed],
  ["save", (page) => at(page, RECORD, "#/save")],
  ["print", (page) => at(page, BROKEN, "#/print")],
  ["clear", (page) => at(page, RECORD, "#/clear")],
  ["help", (page) => at(page, {}, "#/about")],
  ["accessibility", (page) => at(page, {}, "#/about/accessibility")],
  ["privacy", (page) => at(page, {}, "#/about/privacy")],
  ["versions", (page) => at(page, {}, "#/about/versions")],
  ["problem", (page) => at(page, RECORD, "#/problem")],
  ["nothing here", (page) => at(page, {}, "#/nowhere")],
  ["Welsh, tasks", async (page) => {
    await at(page, BROKEN, "#/tasks");
    await page.getByRole("button", { name: "Cymraeg" }).click();
  }],
  ["Welsh, findings", async (page) => {
    await at(page, BROKEN, "#/findings");
    await page.getByRole("button", { name: "Cymraeg" }).click();
    await unfold(page);
  }],
];

/** @param {Page} page */
async function signed(page) {
  await at(page, RECORD, "#/sign");
  await page.getByLabel("Your name").fill("D. Shah");
  await page.getByLabel("Your post").fill("Head of service");
  await page.getByLabel("I have read").check();
  await page.getByRole("button", { name: "Sign off" }).click();
  await page.waitForSelector(".govuk-inset-text:has-text('Signed off by')");
}

test(`axe and structure on ${STATES.length} states at ${WIDTHS.join(" and ")} pixels`, async (t) => {
  assert.ok(STATES.length >= 40);
  for (const [name, reach] of STATES) {
    await t.test(name, async () => {
      await reach(open.page);
      for (const width of WIDTHS) {
        await open.page.setViewportSize({ width, height: 900 });
        assert.deepEqual(await faults(open.page), [], `${name} at ${width}`);
        assert.deepEqual(await sideways(open.page), [], `${name} at ${width}`);
        assert.deepEqual(await brokenWords(open.page), [], `${name} at ${width}`);
      }
      await open.page.setViewportSize({ width: 1280, height: 900 });
    });
  }
  assert.deepEqual(open.said, []);
  assert.deepEqual(open.requests.filter((url) => !/^(file|blob|data):/.test(url)), []);
});

test("a fault is seen, and what axe says from within the page is what its own runner says", async () => {
  const { page } = open;
  await at(page, RECORD, "#/s/about");
  assert.deepEqual(await faults(page), []);
  await page.evaluate(() => {
    const main = /** @type {HTMLElement} */ (document.querySelector("main"));
    main.append(Object.assign(document.createElement("img"), { src: "data:image/gif;base64,R0lGODlhAQABAAAAACw=" }));
    const text = (/** @type {Record<string, string>} */ style) => Object.assign(main.appendChild(document.createElement("p")).style, style) && (/** @type {HTMLElement} */ (main.lastElementChild).textContent = "Some words");
    text({ color: "#aaa", backgroundColor: "#fff" });
    // Of this only a person can tell whether it can be read.
    text({ color: "#aaa", backgroundImage: "linear-gradient(#fff, #000)" });
    document.querySelector("h1")?.remove();
  });
  const found = await faults(page);
  for (const expected of [/^violations image-alt: /, /^violations color-contrast: /, /^incomplete color-contrast: /, /^15 0 main headings/]) assert.ok(found.some((line) => expected.test(line)), `${expected} in ${found.join("\n")}`);
  const Runner = /** @type {any} */ (playwright).default ?? playwright;
  const said = lines(await new Runner({ page }).withTags(TAGS).analyze());
  assert.deepEqual(found.filter((line) => /^[a-z]/.test(line)), said);
});

test("text keeps its distance from the window's edges at every width", async () => {
  const { page } = open;
  for (const hash of ["#/", "#/tasks", "#/s/about", "#/s/impacts", "#/s/impacts/age", "#/check", "#/findings", "#/sign", "#/save", "#/about/help"]) {
    await at(page, BROKEN, hash);
    await unfold(page);
    assert.deepEqual(await nearEdges(page), [], hash);
  }
  // What the test sees: text that does touch the edge.
  await page.evaluate(() => {
    const main = document.querySelector("main");
    if (main) main.style.margin = "0 -60px";
  });
  assert.notDeepEqual(await nearEdges(page), []);
});

test("what the engine quotes stands in quotation marks, and a backtick of an answer stays where it is", async () => {
  const { page } = open;
  const record = JSON.parse(JSON.stringify(BROKEN).replaceAll('"Needed."', '"`Needed` <b>."'));
  await at(page, record, "#/tasks");
  await page.evaluate(() => /** @type {any} */ (document.querySelector("due-regard-form")).app.setStage("sign-off"));
  await go(page, "#/findings");
  await unfold(page);
  const text = await page.innerText("main");
  assert.match(text, /‘words\(justification\) >= justification-words’ is false \(impacts\.justification = `Needed` <b>\.\)/);
  assert.match(text, /‘effect is answered’ is false/);
  // Nothing but answers has backticks, and nothing became markup.
  assert.deepEqual(text.replaceAll("`Needed`", "").split("\n").filter((line) => line.includes("`")), []);
  assert.equal(await page.locator("main b").count(), 0);
});

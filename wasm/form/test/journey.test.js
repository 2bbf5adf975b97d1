// Whole journeys as people make them: with the keyboard alone, reloading, with two tabs, in Welsh, without a network, and with the command line reading the file.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { browser, faults, focused, formFile, go, openFile, regard, serve, sideways, tabTo, temporary } from "./harness.js";
import { fillRecord, follow, press } from "./person.js";
import { BROKEN, RECORD } from "./records.js";

/** @typedef {import("playwright-core").Page} Page */

const file = formFile("council-eia");
const AS_OF = "2026-11-22";
/** Where pictures go that somebody wants to look at. */
const SHOTS = process.env["SHOTS"];
/** @type {Awaited<ReturnType<typeof serve>>} */
let server;
before(async () => {
  server = await serve(path.dirname(file));
});
after(() => server.close());
const hosted = () => `${server.address}/${path.basename(file)}?as-of=${AS_OF}`;

/** The form's own model: what the page itself goes by. @param {Page} page @returns {Promise<import("../../npm/types").FormModel>} */
const model = (page) => page.evaluate(() => /** @type {any} */ (document.querySelector("due-regard-form")).app.model);
/** @param {Page} page */
const record = (page) => page.evaluate(() => /** @type {any} */ (document.querySelector("due-regard-form")).record);

/** Until the engine has this title. @param {Page} page @param {string} title */
const taken = (page, title) => page.waitForFunction((title) => /** @type {any} */ (document.querySelector("due-regard-form")).record.title === title, title);

/** A record without what the engine keeps there for itself, and without answers that say nothing. @param {any} value @returns {any} */
function plain(value) {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return typeof value === "number" ? String(value) : value;
  const entries = Object.entries(value).filter(([key]) => !key.startsWith("$")).map(([key, each]) => /** @type {[string, any]} */ ([key, plain(each)]));
  return Object.fromEntries(entries.filter(([, each]) => each !== "" && each !== null && !(typeof each === "object" && Object.keys(each).length === 0)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Presses what saves a file, and gives it. @param {Page} page @param {() => Promise<void>} act */
async function saved(page, act) {
  const [download] = await Promise.all([page.waitForEvent("download"), act()]);
  return { name: download.suggestedFilename(), text: fs.readFileSync(await download.path(), "utf8") };
}

test("an assessment from start to finish with the keyboard alone, whose file the command line reads with the same findings", async () => {
  const { page, said, requests, close } = await browser();
  await page.goto(hosted());
  await page.waitForSelector("#dr-title");
  const { sections } = await model(page);
  await follow(page, /^Start a new assessment$/);
  await fillRecord(page, sections, RECORD);
  assert.deepEqual(plain(await record(page)), plain(RECORD), "what was typed is what is recorded");
  assert.equal(await page.locator(".govuk-task-list__status", { hasText: "Completed" }).count(), sections.filter((section) => section.id !== "socio-economic").length + (RECORD["strategic"] === "yes" ? 1 : 0));

  await follow(page, /^Check your answers$/);
  await follow(page, /^Continue to findings$/);
  assert.equal((await focused(page))?.id, "dr-title");
  await follow(page, /^Task list$/);
  await follow(page, /^Change stage$/);
  await tabTo(page, (at) => at.type === "radio");
  while ((await focused(page))?.value !== "sign-off") await page.keyboard.press("ArrowDown");
  await follow(page, /^Continue$/);
  await follow(page, /^Save and export$/);
  const got = await saved(page, () => press(page, /^Save a file$/));
  assert.match(got.name, /draft.*\.json$/, "it is marked as a draft");

  const kept = temporary("saved.json", got.text);
  const told = JSON.parse(regard(["audit", "council-eia", kept, "--as-of", AS_OF, "--stage", "sign-off", "--format", "json"]));
  const shown = await page.evaluate(() => JSON.parse(/** @type {any} */ (document.querySelector("due-regard-form")).app.work.auditText()));
  assert.equal(JSON.stringify(shown.findings), JSON.stringify(told.findings), "the same findings, to the byte");
  assert.equal(JSON.stringify(shown.receipt.framework), JSON.stringify(told.receipt.framework));
  assert.deepEqual(said, []);
  assert.deepEqual(requests.slice(1).filter((url) => !/^(blob|data):/.test(url)), [], "no request after the page itself");
  await close();
});

test("a record with faults gives the command line's findings too, at every stage", async () => {
  const { page, close } = await browser();
  await openFile(page, file);
  await page.setInputFiles("#dr-file", temporary("broken.json", JSON.stringify(BROKEN)));
  await page.getByRole("button", { name: /^Open it/ }).click();
  await page.waitForSelector("nav.dr-bar:not([hidden])");
  await go(page, "#/save");
  const got = await saved(page, () => page.getByRole("button", { name: "Save a file" }).click());
  const kept = temporary("broken-saved.json", got.text);
  for (const { id } of (await model(page)).stages) {
    const shown = await page.evaluate((stage) => {
      const { app } = /** @type {any} */ (document.querySelector("due-regard-form"));
      app.setStage(stage);
      return JSON.parse(app.work.auditText());
    }, id);
    const told = JSON.parse(regard(["audit", "council-eia", kept, "--as-of", AS_OF, "--stage", id, "--format", "json"]));
    assert.ok(told.findings.length > 20);
    assert.equal(JSON.stringify(shown.findings), JSON.stringify(told.findings), id);
  }
  await close();
});

test("what is decided in the form stands beside the finding in the command line's audit of the same file", async () => {
  const { page, close } = await browser();
  await openFile(page, file);
  await page.setInputFiles("#dr-file", temporary("broken.json", JSON.stringify(BROKEN)));
  await page.getByRole("button", { name: /^Open it/ }).click();
  await page.waitForSelector("nav.dr-bar:not([hidden])");
  await page.evaluate(() => /** @type {any} */ (document.querySelector("due-regard-form")).app.setStage("sign-off"));
  await go(page, "#/findings");
  for (const verdict of ["It can stay as it is", "It will be mended"]) {
    const open = page.locator(".dr-response:has(fieldset)").first();
    await open.locator("summary").click();
    await open.getByLabel(verdict).check();
    await open.getByLabel("Reason").fill("Somebody looked.");
    await open.getByLabel("Your name or post").fill("A. Lee");
    await open.getByRole("button", { name: /^Record this/ }).click();
  }
  // What is decided says so, with who, and waits for nobody; and "Why" does not lead from the page that says why to itself.
  assert.deepEqual((await page.locator(".dr-tag", { hasText: "A. Lee" }).allInnerTexts()).sort(), ["It can stay as it is: A. Lee", "It will be mended: A. Lee"]);
  assert.equal(await page.locator("section", { hasText: "Decided by people (2)" }).locator(".dr-finding").count(), 2);
  assert.equal(await page.locator("section", { hasText: /A person has to look \(\d+\)/ }).locator(".dr-decision").count(), 0);
  assert.equal(await page.locator(".dr-overview a[href$='/findings']").count(), 0);
  // Somebody changes their mind: the later decision counts, here and for whoever reads the file.
  const first = page.locator(".dr-response:has(.dr-decision)", { hasText: "it can stay as it is" });
  await first.getByRole("button", { name: /^Decide again/ }).click();
  const again = page.locator(".dr-response:has(fieldset)").first();
  await again.locator("summary").click();
  await again.getByLabel("It will be mended").check();
  await again.getByLabel("Reason").fill("Somebody looked twice.");
  await again.getByLabel("Your name or post").fill("B. Lee");
  await again.getByRole("button", { name: /^Record this/ }).click();
  assert.deepEqual((await page.locator(".dr-tag", { hasText: " Lee" }).allInnerTexts()).sort(), ["It will be mended: A. Lee", "It will be mended: B. Lee"]);
  await go(page, "#/save");
  // Every format for people says who decided what, and why.
  for (const name of ["Committee summary (HTML)", "Report (HTML)", "Report (Markdown)"]) {
    const report = await saved(page, () => page.getByRole("button", { name }).click());
    const text = report.text.replaceAll("\\", "");
    assert.ok(text.includes("not accepted by B. Lee") && text.includes("Somebody looked twice."), name);
    assert.ok(!text.includes("accepted by A. Lee,") || text.includes("not accepted by A. Lee,"), name);
  }
  for (const name of ["All answers and findings (Word)", "Committee summary (Word)"]) {
    const report = await saved(page, () => page.getByRole("button", { name }).click());
    assert.ok(report.text.includes("not accepted by B. Lee"), name);
    // What is not answered too, where all answers are shown.
    assert.equal(report.text.includes("not answered"), true, name);
  }
  const audit = JSON.parse((await saved(page, () => page.getByRole("button", { name: "Audit document (JSON)" }).click())).text);
  assert.deepEqual(audit.decisions.counts.decided, 2);
  const got = await saved(page, () => page.getByRole("button", { name: "Save a file" }).click());
  const kept = temporary("decided.json", got.text);
  const day = JSON.parse(got.text).decisions[0].on;
  const told = JSON.parse(regard(["audit", "council-eia", kept, "--decisions", kept, "--as-of", day, "--stage", "sign-off", "--format", "json"]));
  const decided = told.findings.filter((/** @type {any} */ finding) => finding.decision).map((/** @type {any} */ finding) => [finding.decision.verdict, finding.decision.state, finding.decision.by, finding.decision.changed]);
  assert.deepEqual(decided, [["not accepted", "decided", "B. Lee", []], ["not accepted", "decided", "A. Lee", []]]);
  assert.deepEqual([told.decisions.superseded, told.decisions.problems], [2, []]);
  // Opened again, what was decided still counts.
  await page.setInputFiles("#dr-file", kept);
  await page.getByRole("button", { name: /^Open it/ }).click();
  await go(page, "#/findings");
  assert.equal(await page.locator("section", { hasText: "Decided by people (2)" }).locator(".dr-finding").count(), 2);
  await close();
});

test("reloading in the middle loses nothing, and leads to the same page", async () => {
  const { page, close } = await browser();
  await page.goto(hosted());
  await page.getByRole("button", { name: "Start a new assessment" }).click();
  await go(page, "#/s/about");
  await page.fill("#q-title", "Opening hours");
  await page.getByLabel("Reduction").check();
  await page.fill("#q-decision-date", "20");
  // Not even half a second later: leaving the page keeps what is there.
  await page.reload();
  await page.waitForSelector("#q-title");
  assert.equal(await page.inputValue("#q-title"), "Opening hours");
  assert.equal(await page.isChecked("input[value=reduction]"), true);
  assert.equal(await page.inputValue("#q-decision-date"), "20", "half a date stays half a date");
  assert.equal(await page.evaluate(() => location.hash), "#/s/about");
  await close();
});

/** Until a draft with this title is kept on the computer, and the page says so: it said so of the state before too. @param {import("playwright-core").Page} page @param {string} title */
async function kept(page, title) {
  await page.waitForFunction(async (now) => {
    const done = (/** @type {IDBRequest} */ request) => new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const [database] = await indexedDB.databases();
    const open = await done(indexedDB.open(database?.name ?? ""));
    const drafts = await done(open.transaction("drafts").objectStore("drafts").getAll());
    open.close();
    return drafts.some((/** @type {any} */ { doc }) => doc.record.title === now);
  }, title);
  await page.waitForSelector(".dr-kept:has-text('Kept on this computer at')");
}

test("a draft is offered on the first page, and clearing takes everything away", async () => {
  const { context, page, close } = await browser();
  await page.goto(hosted());
  await page.getByRole("button", { name: "Start a new assessment" }).click();
  await go(page, "#/s/about");
  await page.fill("#q-title", "Kept draft");
  await kept(page, "Kept draft");
  const other = await context.newPage();
  await other.goto(hosted());
  await other.getByRole("button", { name: /Continue Kept draft/ }).click();
  await go(other, "#/s/about");
  assert.equal(await other.inputValue("#q-title"), "Kept draft");
  await go(other, "#/clear");
  await other.getByRole("button", { name: "Clear everything" }).click();
  await other.waitForSelector("text=Nothing of this page is kept");
  assert.equal(await other.getByRole("button", { name: /^Continue/ }).count(), 0);
  assert.deepEqual(await other.evaluate(() => Object.keys(localStorage)), []);
  // Nor does a tab that has the draft open put it back.
  await page.waitForSelector(".dr-kept:has-text('Changes are not saved')");
  await page.fill("#q-title", "Typed afterwards");
  await page.waitForTimeout(1200);
  await page.reload();
  await page.waitForSelector("#dr-title");
  assert.equal(await page.getByRole("button", { name: /^Continue/ }).count(), 0);
  await close();
});

test("two tabs with one draft do not overwrite each other", async () => {
  const { context, page, close } = await browser();
  await page.goto(hosted());
  await page.getByRole("button", { name: "Start a new assessment" }).click();
  await go(page, "#/s/about");
  await page.fill("#q-title", "First");
  await kept(page, "First");
  const second = await context.newPage();
  await second.goto(hosted());
  await second.getByRole("button", { name: /^Continue/ }).click();
  await go(second, "#/s/about");
  await second.fill("#q-title", "Second");
  await page.waitForSelector("text=This draft was changed in another tab");
  assert.ok(await page.locator("#q-title").evaluate((input) => /** @type {HTMLInputElement} */ (input).readOnly), "the older tab may only look");
  await page.getByRole("button", { name: "Show the newest version" }).click();
  await page.waitForFunction(() => /** @type {HTMLInputElement | null} */ (document.querySelector("#q-title"))?.value === "Second");
  // And the other way about, going on apart.
  await page.fill("#q-title", "Third");
  await second.waitForSelector("text=This draft was changed in another tab");
  await second.getByRole("button", { name: "Go on here, as a separate draft" }).click();
  await second.waitForFunction(() => /** @type {HTMLInputElement | null} */ (document.querySelector("#q-title"))?.readOnly === false);
  await second.fill("#q-title", "Fourth");
  await kept(second, "Fourth");
  assert.equal(await page.inputValue("#q-title"), "Third");
  const third = await context.newPage();
  await third.goto(hosted());
  await third.waitForSelector("text=Continue a draft on this computer");
  assert.deepEqual((await third.locator("main dt").allTextContents()).sort(), ["Fourth", "Third"]);
  await close();
});

test("a row of one's own is no second row of one that is there, and its name is no longer than it may be", async () => {
  const { page, close } = await browser();
  await openFile(page, file);
  await page.setInputFiles("#dr-file", temporary("record.json", JSON.stringify(RECORD)));
  await page.getByRole("button", { name: /^Open it/ }).click();
  const add = async (/** @type {string} */ name) => {
    await go(page, "#/s/impacts");
    if (!(await page.isVisible("#dr-add-own"))) await page.locator("details.dr-add summary").click();
    await page.fill("#dr-add-own", "");
    await page.focus("#dr-add-own");
    await page.keyboard.insertText(name);
    // A second press within half a second is taken for a slip.
    await page.waitForTimeout(600);
    await page.getByRole("button", { name: "Add row" }).click();
  };
  const { label, id } = (await model(page)).sections.flatMap((section) => (section.id === "impacts" && section.rows?.kind === "fixed" ? section.rows.rows : []))[0] ?? { label: "", id: "" };
  for (const name of [label, label.toUpperCase(), id]) {
    await add(name);
    await page.waitForSelector("text=There is a row with this name already");
  }
  await add("Night workers");
  await page.waitForSelector("#q-effect");
  await add("NIGHT WORKERS");
  await page.waitForSelector("text=There is a row with this name already");
  await add("n".repeat(200));
  await page.waitForSelector("#q-effect");
  assert.equal((await page.locator("h1").textContent())?.length, 80);
  await close();
});

test("who signs sees what is open, and every screen that is printed says whether it is a draft", async () => {
  const { page, close } = await browser();
  await openFile(page, file);
  const copied = { ...RECORD, impacts: { ...RECORD["impacts"], sex: RECORD["impacts"].age } };
  await page.setInputFiles("#dr-file", temporary("record.json", JSON.stringify(copied)));
  await page.getByRole("button", { name: /^Open it/ }).click();
  await go(page, "#/sign");
  await page.getByText(/points? (is|are) open\. Signing takes/).click();
  assert.ok((await page.locator("details[open] li .dr-tag").count()) > 0);
  for (const screen of ["#/findings", "#/check", "#/print"]) {
    await go(page, screen);
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.locator(".dr-print-mark:visible").innerText(), "DRAFT: not signed off", screen);
    await page.emulateMedia({ media: "screen" });
    assert.equal(await page.locator(".dr-print-mark:visible").count(), screen === "#/print" ? 1 : 0, screen);
  }
  await close();
});

test("undo takes back answers and removed rows, and redo makes them again", async () => {
  const { page, close } = await browser();
  await openFile(page, file);
  await page.setInputFiles("#dr-file", temporary("record.json", JSON.stringify(RECORD)));
  await page.getByRole("button", { name: /^Open it/ }).click();
  await go(page, "#/s/you-said");
  const rows = RECORD["you-said"].length;
  await page.getByRole("button", { name: /^Remove/ }).first().click();
  assert.equal(await page.locator(".govuk-summary-card").count(), rows - 1);
  assert.match((await focused(page))?.id ?? "", /^(rows-you-said|dr-title)$/);
  await page.getByRole("button", { name: /^Undo/ }).first().click();
  assert.equal(await page.locator(".govuk-summary-card").count(), rows);
  assert.deepEqual(plain((await record(page))["you-said"]), plain(RECORD["you-said"]), "nothing of the row was lost");
  await go(page, "#/s/about");
  await page.fill("#q-title", "Another");
  await page.getByRole("button", { name: /^Undo/ }).click();
  assert.equal(await page.inputValue("#q-title"), RECORD["title"]);
  await page.getByRole("button", { name: /^Redo/ }).click();
  assert.equal(await page.inputValue("#q-title"), "Another");
  await close();
});

test("in Welsh: the switch keeps place and focus, and the record does not change", async () => {
  const { page, said, close } = await browser();
  await openFile(page, file);
  await page.setInputFiles("#dr-file", temporary("record.json", JSON.stringify(RECORD)));
  await page.getByRole("button", { name: /^Open it/ }).click();
  await go(page, "#/s/consultation");
  const before = await record(page);
  await tabTo(page, (at) => at.text === "Cymraeg");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.documentElement.lang), "cy");
  assert.equal(await page.locator("h1").textContent(), "Ymgynghori");
  assert.equal((await focused(page))?.text, "English", "focus stays on the switch");
  assert.match(await page.title(), /^Ymgynghori – /);
  assert.deepEqual(await record(page), before);
  await page.fill("#q-material", "Taflen");
  await page.getByRole("button", { name: "Cadw a pharhau" }).click();
  await page.waitForSelector("h1:has-text('Dywedoch chi')");
  for (const screen of ["#/tasks", "#/check", "#/findings", "#/save", "#/about/accessibility"]) {
    await go(page, screen);
    assert.deepEqual(await faults(page), [], screen);
  }
  assert.deepEqual(said, []);
  await close();
});

test("start page and stages count the same checks; the task list begins with what there is to do; what is not answered is told as that", async () => {
  const { page, close } = await browser();
  await page.goto(hosted());
  await page.waitForSelector("#dr-title");
  const said = Number(/, (\d+) checks/.exec(await page.locator("main").innerText())?.[1]);
  await follow(page, /^Start a new assessment$/);
  await page.waitForSelector(".dr-overview");
  assert.ok(await page.evaluate(() => {
    const [list, figures] = [".govuk-task-list", ".dr-overview"].map((each) => document.querySelector(each));
    return list && figures && list.compareDocumentPosition(figures) & Node.DOCUMENT_POSITION_FOLLOWING;
  }));
  await go(page, "#/stage");
  const begin = (await page.locator(".govuk-radios__hint").allInnerTexts()).map((hint) => Number(hint.split(" ")[0]));
  assert.equal(begin.reduce((all, one) => all + one, 0), said);
  await page.evaluate(() => /** @type {any} */ (document.querySelector("due-regard-form")).app.setStage("sign-off"));
  await go(page, "#/findings");
  const told = await page.locator("main").innerText();
  assert.match(told, /\[not answered\]/);
  assert.doesNotMatch(told, /\[not supplied\]/);
  await close();
});

test("days, times and a result that cannot be told yet are in the language of the page, whatever languages the browser knows", async () => {
  // This browser may know no Welsh: the names of months may not be its own.
  const { page, close } = await browser({ locale: "en-US" });
  await page.goto(hosted());
  await page.waitForSelector("#dr-title");
  await follow(page, /^Start a new assessment$/);
  await page.waitForSelector(".dr-kept:has-text('Kept on this computer at')");
  const told = () => page.locator(".dr-overview dd").nth(2).innerText();
  assert.match(await page.locator(".dr-kept").innerText(), / at \d\d:\d\d$/);
  assert.equal(await told(), "Cannot be told yet");
  await follow(page, /^Findings$/);
  const unfold = () => page.evaluate(() => document.querySelectorAll("details").forEach((each) => (each.open = true)));
  await unfold();
  assert.match(await page.locator("main").innerText(), /checked on 22 November 2026/);
  // An answer is missing, which is something that a check found.
  assert.equal(await page.getByText("No check that is due at this stage found anything.").count(), 0);
  await go(page, "#/sign");
  assert.equal(await page.locator("main li").first().innerText(), "1 answer has still to be given or cannot be read", "nothing comes after it that a colon would announce");
  await go(page, "#/findings");
  await page.getByText("Cymraeg").click();
  await page.waitForSelector(".dr-kept:has-text('Cadwyd ar y cyfrifiadur hwn am')");
  assert.match(await page.locator(".dr-kept").innerText(), / am \d\d:\d\d$/);
  assert.equal(await told(), "Ni ellir dweud eto");
  await unfold();
  assert.match(await page.locator("main").innerText(), /gwiriwyd ar 22 Tachwedd 2026/);
  assert.doesNotMatch(await page.locator("main").innerText(), /November/);
  await page.evaluate(() => /** @type {any} */ (document.querySelector("due-regard-form")).app.end());
  await go(page, "#/");
  await page.waitForSelector("text=/Cadwyd ar/");
  assert.match(await page.locator("main").innerText(), /Cadwyd ar \d+ \p{Lu}\p{Ll}+ \d{4} am \d\d:\d\d/u);
  await close();
});

test("a page of which nobody knows yet whether it is asked does not say that it is not", async () => {
  const { page, close } = await browser();
  await page.goto(hosted());
  await page.waitForSelector("#dr-title");
  await follow(page, /^Start a new assessment$/);
  // A page of questions, one of rows, and one of a row that holds rows.
  for (const screen of ["#/s/impacts", "#/s/impacts/age", "#/s/aims"]) {
    await go(page, screen);
    assert.equal(await page.locator(".govuk-inset-text:visible").innerText(), "Whether this is needed depends on an earlier answer", screen);
  }
  await page.evaluate(() => /** @type {any} */ (document.querySelector("due-regard-form")).app.change({ kind: "set", path: "assessment-needed", answer: "no" }, { label: "" }));
  assert.equal(await page.locator(".govuk-inset-text:visible").innerText(), "Going by your other answers, nothing is asked here.");
  await close();
});

test("without a network: opened from a server, then cut off", async () => {
  const { context, page, said, requests, close } = await browser();
  await page.goto(hosted());
  await page.waitForSelector("#dr-title");
  await context.setOffline(true);
  const count = requests.length;
  await page.getByRole("button", { name: "Start a new assessment" }).click();
  await go(page, "#/s/about");
  await page.fill("#q-title", "Offline");
  await go(page, "#/save");
  const got = await saved(page, () => page.getByRole("button", { name: "Save a file" }).click());
  assert.equal(JSON.parse(got.text).records[0].title, "Offline");
  assert.deepEqual(requests.slice(count).filter((url) => !/^(blob|data):/.test(url)), []);
  assert.deepEqual(said, []);
  await close();
});

test("the page's policy forbids what would send anything", async () => {
  const { page, close } = await browser();
  await page.goto(hosted());
  await page.waitForSelector("#dr-title");
  const tried = await page.evaluate(async (address) => {
    const results = [];
    results.push(await fetch(`${address}/x`).then(() => "fetched", () => "refused"));
    results.push(await new Promise((resolve) => {
      const image = new Image();
      image.onload = () => resolve("loaded");
      image.onerror = () => resolve("refused");
      image.src = `${address}/x.png`;
    }));
    try {
      results.push(navigator.sendBeacon(`${address}/x`, "x") ? "beacon queued" : "refused");
    } catch {
      results.push("refused");
    }
    try {
      document.body.insertAdjacentHTML("beforeend", "<b>x</b>");
      results.push("markup taken");
    } catch {
      results.push("refused");
    }
    try {
      results.push(String((0, eval)("1")));
    } catch {
      results.push("refused");
    }
    return results;
  }, server.address);
  assert.deepEqual([tried[0], tried[1], tried[3], tried[4]], ["refused", "refused", "refused", "refused"]);
  await page.waitForTimeout(500);
  // Whatever the browser says of a beacon, nothing came.
  assert.deepEqual(server.asked.filter((path) => path.startsWith("/x")), []);
  await close();
});

test("at 320 pixels, which is 400% of 1280, a section is answered with the keyboard and nothing is cut off", async () => {
  const { page, close } = await browser({ viewport: { width: 320, height: 256 } });
  await openFile(page, file);
  await follow(page, /^Start a new assessment$/);
  const { sections } = await model(page);
  await fillRecord(page, sections.slice(0, 1), RECORD);
  assert.deepEqual(await sideways(page), []);
  assert.equal((await record(page))["title"], RECORD["title"]);
  await close();
});

test("with forced colours, controls, focus and errors are drawn", async () => {
  const { page, close } = await browser({ forcedColors: "active" });
  await openFile(page, file);
  await page.getByRole("button", { name: "Start a new assessment" }).click();
  await go(page, "#/s/about");
  await page.getByRole("button", { name: "Save and continue" }).click();
  await page.waitForSelector(".govuk-error-summary:not([hidden])");
  const drawn = await page.evaluate(() => ["#q-title", ".govuk-error-summary", ".dr-panel", ".govuk-form-group--error", ".govuk-button"].map((selector) => {
    const style = getComputedStyle(/** @type {Element} */ (document.querySelector(selector)));
    return [selector, ["Top", "Left", "Bottom"].some((side) => parseFloat(style.getPropertyValue(`border-${side.toLowerCase()}-width`)) > 0 && style.getPropertyValue(`border-${side.toLowerCase()}-style`) !== "none")];
  }));
  assert.deepEqual(drawn.filter(([, yes]) => !yes), []);
  await close();
});

test("when the engine fails, what is there can still be saved", async () => {
  const { page, close } = await browser();
  await openFile(page, file);
  await page.getByRole("button", { name: "Start a new assessment" }).click();
  await go(page, "#/s/about");
  await page.fill("#q-title", "Before it failed");
  // What was gathered of it by then is what there is: half a second after the last change.
  await page.waitForFunction(() => /** @type {any} */ (document.querySelector("due-regard-form")).app.doc.record.title === "Before it failed");
  await page.evaluate(() => {
    const { app } = /** @type {any} */ (document.querySelector("due-regard-form"));
    for (const name of ["apply", "record", "evaluation"]) app.session[name] = () => {
      throw new Error("stopped");
    };
  });
  await page.fill("#q-reference", "X");
  await page.waitForSelector("text=Something went wrong");
  const got = await saved(page, () => page.getByRole("button", { name: "Save what I have" }).click());
  assert.equal(JSON.parse(got.text).records[0].title, "Before it failed");
  await close();
});

test("when the engine stops at an answer, that answer is shown, all others are there, and a fresh engine goes on", async () => {
  const { page, close } = await browser();
  await openFile(page, file);
  await page.getByRole("button", { name: "Start a new assessment" }).click();
  await go(page, "#/s/about");
  await page.fill("#q-title", "Before it stopped");
  await taken(page, "Before it stopped");
  const stop = () => page.evaluate(() => {
    const { app } = /** @type {any} */ (document.querySelector("due-regard-form"));
    // As a module stops: what is thrown has no words of the engine in it. The engine's object is made anew after that.
    for (const way of ["apply", "set"]) {
      app.session.inner[way] = () => {
        throw new WebAssembly.RuntimeError("unreachable");
      };
    }
  });
  await stop();
  await page.fill("#q-title", "What was typed when it stopped");
  await page.waitForSelector("h1:has-text('Something went wrong')");
  const untaken = page.getByLabel("What you typed last could not be taken");
  assert.equal(await untaken.inputValue(), "What was typed when it stopped");
  assert.deepEqual(await faults(page), []);
  await page.locator("summary", { hasText: "What happened" }).click();
  assert.match(await page.locator("details[open]").innerText(), /EngineCrash: the engine stopped \(unreachable\); a fresh one/);
  if (SHOTS) await page.screenshot({ path: path.join(SHOTS, "engine-stopped.png"), fullPage: true });
  const got = await saved(page, () => page.getByRole("button", { name: "Save what I have" }).click());
  assert.deepEqual(plain(JSON.parse(got.text).records[0]), { title: "Before it stopped" });
  // Going on: the answer is taken by the engine that came in its place.
  await go(page, "#/s/about");
  assert.equal(await page.inputValue("#q-title"), "Before it stopped");
  await page.fill("#q-title", "Typed again");
  await taken(page, "Typed again");
  await go(page, "#/problem");
  assert.equal(await untaken.count(), 0, "what was answered after all is shown no longer");
  // It stops at one answer while the next is typed: that one is taken, and the other is shown all the same.
  await go(page, "#/s/about");
  await stop();
  await page.evaluate(() => {
    for (const [id, words] of [["q-reference", "R1"], ["q-title", "Typed at once"]]) {
      const input = /** @type {HTMLInputElement} */ (document.getElementById(String(id)));
      input.value = String(words);
      input.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
  });
  await page.waitForSelector("h1:has-text('Something went wrong')");
  assert.equal(await untaken.inputValue(), "R1");
  assert.deepEqual(plain(await record(page)), { title: "Typed at once" });
  // It stops at something that is no answer.
  await go(page, "#/stage");
  await page.evaluate(() => {
    const { app } = /** @type {any} */ (document.querySelector("due-regard-form"));
    app.session.inner.configure = () => {
      throw new WebAssembly.RuntimeError("unreachable");
    };
  });
  await page.locator("input[type=radio]").last().check();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForSelector("h1:has-text('Something went wrong')");
  assert.deepEqual(plain(await record(page)), { title: "Typed at once" });
  await close();
});

test("a file of another version shows what differs, and changes nothing until it is opened", async () => {
  const { page, close } = await browser();
  await openFile(page, file);
  const text = fs.readFileSync(new URL("../../../rules/council-eia/framework.yaml", import.meta.url), "utf8");
  const older = text.replace(/^version: .*$/m, "version: 0.0.9").replace("- {id: department, type: text,", "- {id: old-question, type: text, label: Old question}\n      - {id: department, type: text,");
  assert.notEqual(older, text);
  const made = { schema: "due-regard-file/1", framework: { id: "council-eia", version: "0.0.9", sha256: "0".repeat(64), title: "Older" }, stage: "submit", records: [{ ...RECORD, "old-question": "an answer" }], framework_text: { file: "framework.yaml", text: older } };
  await page.setInputFiles("#dr-file", temporary("older.json", JSON.stringify(made)));
  await page.waitForSelector("text=Open this file?");
  assert.match(await page.locator("main").innerText(), /version 0\.0\.9 .* this is version \d/);
  assert.match(await page.locator("main").innerText(), /Old question: an answer/);
  assert.equal(await page.evaluate(() => /** @type {any} */ (document.querySelector("due-regard-form")).app.session), null, "nothing is open yet");
  await page.getByRole("button", { name: "Open it with this version" }).click();
  await page.waitForSelector("nav.dr-bar:not([hidden])");
  assert.equal((await record(page))["old-question"], "an answer", "an answer without a question is kept");
  await close();
});

test("what another version said of a file stays beside what this one says, as the command line says it with that version", async () => {
  const { page, close } = await browser();
  await openFile(page, file);
  const text = fs.readFileSync(new URL("../../../rules/council-eia/framework.yaml", import.meta.url), "utf8");
  const older = text.replace(/^version: .*$/m, "version: 0.0.9").replace(/^ {2}- id: (rationale-is-stock-phrase|adverse-without-response)\n(?: {4}.*\n)+/gm, "");
  assert.doesNotMatch(older, /id: (rationale-is-stock-phrase|adverse-without-response)/);
  // The record has what the first of these rules finds, and leaves open what the second asks.
  const given = structuredClone(BROKEN);
  given["impacts"]["age"] = { ...given["impacts"]["age"], effect: "negative", rationale: "No impact" };
  const made = { schema: "due-regard-file/1", framework: { id: "council-eia", version: "0.0.9", sha256: "0".repeat(64), title: "Older" }, stage: "submit", as_of: "2026-11-01", records: [given], framework_text: { file: "framework.yaml", text: older } };
  await page.setInputFiles("#dr-file", temporary("older.json", JSON.stringify(made)));
  await page.waitForSelector("text=Open this file?");
  const news = await page.locator("main").innerText();
  assert.match(news, /Needs a person Explanation made of stock phrases: Age/, "what comes in with this version is said before it is taken over");
  assert.match(news, /Cannot tell yet Harm with neither action nor justification: Marriage/, "and whether it is known yet");
  if (SHOTS) await page.screenshot({ path: path.join(SHOTS, "older-opened.png"), fullPage: true });
  await page.getByRole("button", { name: "Open it with this version" }).click();
  await page.waitForSelector("h1:has-text('Task list')");
  await go(page, "#/findings");
  const earlier = page.locator("details.dr-earlier");
  assert.match(await earlier.locator("summary").innerText(), /0\.0\.9.*1 November 2026/);
  await earlier.locator("summary").click();
  if (SHOTS) await page.screenshot({ path: path.join(SHOTS, "older-earlier.png"), fullPage: true });
  assert.deepEqual(await faults(page), []);
  // What that version says by itself, without the form.
  const framework = temporary("older.yaml", older);
  const list = temporary("older-record.json", JSON.stringify([given]));
  const audit = JSON.parse(regard(["audit", framework, list, "--as-of", "2026-11-01", "--stage", "submit", "--format", "json"]));
  const told = audit.findings.map((/** @type {any} */ each) => each.message).sort();
  assert.ok(told.length > 5);
  await go(page, "#/save");
  const got = await saved(page, () => page.getByRole("button", { name: "Save a file" }).click());
  const [kept] = JSON.parse(got.text).earlier;
  assert.equal(kept.version, "0.0.9");
  assert.equal(kept.findings.length, told.length);
  for (const finding of kept.findings) assert.ok(told.some((/** @type {string} */ message) => finding.message.endsWith(message)), finding.message);
  assert.equal(kept.outcome, audit.results[0].reasons[0]?.is);
  // It stays with the file, and is not brought up to date.
  await page.setInputFiles("#dr-file", temporary("again.json", got.text));
  await page.getByRole("button", { name: /^Open it/ }).click();
  await page.waitForSelector("h1:has-text('Task list')");
  await go(page, "#/findings");
  assert.equal(await earlier.count(), 1);
  await earlier.locator("summary").click();
  assert.equal(await earlier.locator("li").count(), told.length);
  assert.doesNotMatch(await earlier.innerText(), /stock phrases/);
  await close();
});

test("signing off locks the answers, and opening again takes the signature off", async () => {
  const { page, close } = await browser();
  await openFile(page, file);
  await page.setInputFiles("#dr-file", temporary("record.json", JSON.stringify(RECORD)));
  await page.getByRole("button", { name: /^Open it/ }).click();
  await go(page, "#/sign");
  await page.getByLabel("Your name").fill("D. Shah");
  await page.getByLabel("Your post").fill("Head of service");
  await page.getByLabel("I have read").check();
  await page.getByRole("button", { name: "Sign off" }).click();
  await page.waitForSelector(".govuk-inset-text:has-text('Signed off by D. Shah')");
  await go(page, "#/s/about");
  assert.ok(await page.locator("#q-title").evaluate((input) => /** @type {HTMLInputElement} */ (input).readOnly));
  await go(page, "#/save");
  const got = await saved(page, () => page.getByRole("button", { name: "Save a file" }).click());
  assert.doesNotMatch(got.name, /draft/);
  assert.equal(JSON.parse(got.text).signed.by, "D. Shah");
  await go(page, "#/sign");
  await page.getByRole("button", { name: "Open it again" }).click();
  await go(page, "#/s/about");
  await page.fill("#q-title", "Changed");
  assert.equal((await record(page))["title"], "Changed");
  await close();
});

test("every other format is made, says that it is a draft, and no cell of it becomes a formula", async () => {
  const { page, close } = await browser();
  await openFile(page, file);
  await page.setInputFiles("#dr-file", temporary("record.json", JSON.stringify({ ...RECORD, title: "=1+1", department: "<b>&" })));
  await page.getByRole("button", { name: /^Open it/ }).click();
  await go(page, "#/save");
  /** @type {Record<string, string>} */
  const made = {};
  for (const button of await page.locator(".dr-exports button").all()) {
    const name = (await button.textContent()) ?? "";
    if (/^Print/.test(name)) continue;
    const got = await saved(page, () => button.click());
    assert.match(got.name, /draft/, name);
    made[name] = got.text;
  }
  assert.ok(Object.keys(made).length >= 4);
  const csv = made["Answers as a spreadsheet (CSV)"] ?? "";
  assert.match(csv, /Draft: the form is not signed/);
  assert.match(csv, /,"'=1\+1",/);
  assert.doesNotMatch(made["Report (HTML)"] ?? "", /<b>&/);
  assert.equal(JSON.parse(made["Audit document (JSON)"] ?? "").schema, "due-regard-audit/1");
  await close();
});

test("the reports of a form in Welsh are in Welsh, and what is English in them is marked", async () => {
  const { page, context, close } = await browser();
  await openFile(page, file, `?as-of=${AS_OF}&language=cy`);
  await page.setInputFiles("#dr-file", temporary("broken.json", JSON.stringify(BROKEN)));
  await page.getByRole("button", { name: /^Ei hag/ }).click();
  await page.waitForSelector("nav.dr-bar:not([hidden])");
  await go(page, "#/save");
  const markdown = (await saved(page, () => page.getByRole("button", { name: /Markdown/ }).click())).text;
  const html = (await saved(page, () => page.getByRole("button", { name: /^Adroddiad \(HTML\)/ }).click())).text;
  for (const heading of ["Rheolau", "Ffynonellau", "Derbynneb", "Beth yw'r adroddiad hwn"]) {
    assert.ok(markdown.includes(`## ${heading}\n`), heading);
    assert.ok(html.includes(`>${heading}</h2>`) || html.includes(`>${heading.replace("'", "&#39;")}</h2>`), heading);
  }
  const report = await context.newPage();
  await report.goto(`file://${temporary("report.html", html)}`);
  assert.equal(await report.getAttribute("html", "lang"), "cy-GB");
  const own = await report.evaluate(() => [...document.querySelectorAll("h2, h3, caption, thead th, dt, label, summary")].filter((each) => !each.querySelector("[lang]")).map((each) => each.textContent?.trim() ?? ""));
  assert.ok(own.length > 50);
  assert.deepEqual(own.filter((text) => /^(Findings|Rules|Sources|Receipt|Why|Requires|Rests on|To mend|Applies when|Answers used|What was found|Not met|Record|Framework|Stage|As of)\b/.test(text)), []);
  assert.ok((await report.locator(".because li").count()) > 5);
  assert.equal(await report.locator(".because li:not(:has(> [lang=en]))").count(), 0, "the engine gives its reasons in English");
  assert.match((await report.textContent("#f-count")) ?? "", /canfyddiad(au)? wedi'u rhestru/);
  await close();
});

test("in Welsh, a form and its reports name stages in Welsh, and the framework's texts are Welsh throughout", async () => {
  const { page, close } = await browser();
  await openFile(page, file, `?as-of=${AS_OF}&language=cy`);
  await page.setInputFiles("#dr-file", temporary("broken.json", JSON.stringify(BROKEN)));
  await page.getByRole("button", { name: /^Ei hag/ }).click();
  await page.waitForSelector("nav.dr-bar:not([hidden])");
  const labels = ["Drafft", "Cyflwyno", "Cymeradwyo", "Cyhoeddi", "Adolygu"];
  await go(page, "#/stage");
  assert.deepEqual(await page.locator(".govuk-radios__label").allInnerTexts(), labels);
  await page.getByLabel("Cymeradwyo").check();
  await page.getByRole("button", { name: "Parhau" }).click();
  await page.waitForSelector("text='Y cam bellach yw: Cymeradwyo'");
  assert.equal(await page.locator(".dr-overview dd").first().innerText(), "Cymeradwyo");
  await go(page, "#/sign");
  assert.match(await page.locator("main").innerText(), /Y cam yw Cymeradwyo\./);
  await go(page, "#/print");
  assert.match(await page.locator("main").innerText(), /, cam: Cymeradwyo, /);
  // What findings say, and what cures them: the sentences, not the engine's reasons or quoted answers.
  await go(page, "#/findings");
  const said = await page.locator("main").innerText();
  for (const english of [/sign-off|sign off|Submission|Sign-off|Publication/, /\[(not supplied|not asked|invalid|no other)\]/, /Add an action|Harm, and no|Nobody can|is required|The record shows|A rule that stops/]) assert.doesNotMatch(said, english);
  await go(page, "#/save");
  const markdown = (await saved(page, () => page.getByRole("button", { name: /Markdown/ }).click())).text;
  const html = (await saved(page, () => page.getByRole("button", { name: /^Adroddiad \(HTML\)/ }).click())).text;
  const summary = (await saved(page, () => page.getByRole("button", { name: "Crynodeb pwyllgor (HTML)" }).click())).text;
  assert.match(markdown, /\*\*Cam:\*\* Cymeradwyo\n/);
  assert.equal([...html.matchAll(/<dt>Cam<\/dt><dd>Cymeradwyo<\/dd>/g)].length, 2);
  assert.match(summary, /Cam<\/th><td>Cymeradwyo<\/td>/);
  for (const from of [...html.matchAll(/<span class="hint">o'r cam (.*?)<\/span>/g), ...markdown.matchAll(/\(o'r cam (.*?)\)/g)]) assert.ok(labels.includes(from[1] ?? ""), from[0]);
  assert.ok(html.includes("o'r cam Cymeradwyo") || html.includes("o&#39;r cam Cymeradwyo"));
  await close();
});

test("printing gives a tagged document with every answer and finding, marked as a draft", async () => {
  const { page, close } = await browser();
  await openFile(page, file);
  await page.setInputFiles("#dr-file", temporary("broken.json", JSON.stringify(BROKEN)));
  await page.getByRole("button", { name: /^Open it/ }).click();
  await go(page, "#/print");
  await page.emulateMedia({ media: "print" });
  const text = await page.locator("main").innerText();
  for (const expected of ["DRAFT", BROKEN["what-changes"], "Not provided", "R (Brown)", "unverified", "What these checks cannot judge"]) assert.ok(text.includes(expected), expected);
  assert.equal(await page.locator("nav.dr-bar").isVisible(), false);
  const pdf = await page.pdf({ format: "A4", tagged: true, outline: true });
  assert.match(pdf.toString("latin1"), /\/StructTreeRoot/);
  await close();
});

test("a reviewer's note stands in the file, with the answers and in the exports, and the report can be opened again", async () => {
  const { page, close } = await browser();
  await page.goto(hosted());
  const open = async (/** @type {string} */ from) => {
    await page.setInputFiles("#dr-file", from);
    await page.getByRole("button", { name: /^Open it/ }).click();
    await page.waitForFunction(() => location.hash === "#/tasks");
  };
  await page.waitForSelector("#dr-file");
  await open(temporary("record.json", JSON.stringify(BROKEN)));
  await go(page, "#/check");
  const before = await record(page);
  assert.equal(await page.locator("details.dr-comment").count(), 0, "nobody else has to go past them");
  await page.getByRole("button", { name: "Write notes as a reviewer" }).click();
  assert.equal((await focused(page))?.id, "dr-noting");
  const details = page.locator("details.dr-comment").first();
  await details.locator("summary").click();
  await details.locator("textarea").fill("Which <b>centre</b>?");
  await details.locator("input").fill("A. Reader");
  await details.locator("input").blur();
  assert.match(await page.locator(".dr-noted").first().innerText(), /A\. Reader.*Which <b>centre<\/b>\?/s);
  assert.deepEqual(await record(page), before, "no rule can read it");
  assert.deepEqual(await faults(page), []);
  await go(page, "#/save");
  const file = await saved(page, () => page.getByRole("button", { name: /^Save a file/ }).click());
  const [comment] = Object.values(JSON.parse(file.text).comments);
  assert.deepEqual({ .../** @type {any} */ (comment), on: "" }, { text: "Which <b>centre</b>?", by: "A. Reader", on: "" });
  const summary = await saved(page, () => page.getByRole("button", { name: "Committee summary (HTML)" }).click());
  assert.ok(summary.text.includes("Which &lt;b&gt;centre") && summary.text.includes("Draft: the form is not signed."));
  const markdown = await saved(page, () => page.getByRole("button", { name: "Report (Markdown)" }).click());
  assert.ok(markdown.text.includes("Notes of reviewers"));
  const report = await saved(page, () => page.getByRole("button", { name: "Report (HTML)" }).click());
  assert.ok(!report.text.includes("Which <b>"));
  await go(page, "#/save");
  await open(temporary("report.html", report.text));
  await go(page, "#/check");
  assert.match(await page.locator(".dr-noted").first().innerText(), /A\. Reader/);
  await close();
});

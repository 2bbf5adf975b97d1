// The page for lists: every screen in its states with axe and the structural checks, a list from opening to saving by keyboard, the same bytes as the command line, hostile lists, long lists.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { ROOT, brokenWords, browser, faults, focused, nearEdges, serve, sideways, tabTo, temporary } from "./harness.js";
import { LONDON, audited, cells, choose, deciding, goTo, listFile, longList, native, nativeBook, openDocument, openPage, saved, workbook } from "./lists.js";

/** @typedef {import("playwright-core").Page} Page */

const file = listFile("public-realm");
const APPLICATIONS = path.join(ROOT, "rules/recruitment-equality/sample/applications.csv");
/** The page for a list whose framework has measures, made when it is first wanted. */
let applicationsFile = "";
const applications = () => (applicationsFile ||= listFile("rules/recruitment-equality", "applications"));
const SHOTS = process.env["SHOTS"];
/** @type {Awaited<ReturnType<typeof browser>>} */
let open;
before(async () => {
  open = await browser();
});
after(async () => {
  assert.deepEqual(open.requests.filter((url) => !/^(file|blob|data|about):/.test(url)), [], "no request left this computer");
  await open.close();
});

const london = fs.readFileSync(LONDON, "utf8");
/** A list with the columns that people have, one of them twice, and rows that cannot be read. */
const OFFICE = `Assets of the borough;;;;\n\nAsset ID;Name as recorded;Asset type;Locality;Notes\n${Array.from({ length: 40 }, (_, row) => (row === 7 ? "A7;too;many;cells;in;this;row" : `A${row};${["Picton Place", "Statue of Sir Robert Geffrye", "High Street", "Guy Street"][row % 4]};street;Hackney;note`)).join("\n")}\n`;
const AMBIGUOUS = "Asset ID;Asset ID;Name as recorded\n1;2;Picton Place\n";

/** @param {Page} page @param {string} name @param {string | Buffer} text */
async function opened(page, name, text) {
  await openPage(page, file);
  await page.setInputFiles("#dr-list-file", temporary(name, text));
}
/** The first screen: of the page that is there, as somebody comes to it who opens the next list, unless it speaks another language by now or something was decided in it. @param {Page} page */
async function begun(page) {
  const clean = await page.evaluate(() => {
    const app = /** @type {any} */ (document.getElementById("due-regard-list"))?.app;
    return app?.language === "en" && app.draft.text === "" && app.engine.jobs.size === 0;
  });
  if (clean && page.url().includes(path.basename(file))) await goTo(page, "#/");
  else await openPage(page, file);
}
/** The sample, audited. @param {Page} page */
async function results(page) {
  await begun(page);
  await audited(page, LONDON);
}
/** Until the copy of decisions on this computer is there, or is gone. @param {Page} page @param {boolean} there */
const copied = (page, there) => page.waitForFunction(async (there) => {
  const done = (/** @type {IDBRequest} */ request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const open = await done(indexedDB.open("due-regard-decisions"));
  const count = await done(open.transaction("logs").objectStore("logs").count());
  open.close();
  return count > 0 === there;
}, there);
/** @param {Page} page */
async function group(page) {
  await results(page);
  await deciding(page);
  await page.fill("#dr-by", "R. Evans");
  await page.press("#dr-by", "Tab");
  await page.click("#dr-first");
  await page.waitForSelector(".dr-card");
}
/** Opens every `details` of the page. @param {Page} page */
const unfold = (page) => page.evaluate(() => document.querySelectorAll("details").forEach((each) => (each.open = true)));

/** @type {[string, (page: Page) => Promise<void>][]} */
const STATES = [
  ["start", (page) => openPage(page, file)],
  ["start, file refused", async (page) => {
    await opened(page, "list.pdf", "%PDF-1.7");
    await page.waitForSelector(".govuk-error-summary");
    await unfold(page);
  }],
  ["start, log refused", async (page) => {
    await openPage(page, file);
    await page.setInputFiles("#dr-log-file", temporary("log.csv", "a,b\n1,2\n"));
    await page.waitForSelector("#dr-log-error:not([hidden])");
  }],
  ["start, log with problems", async (page) => {
    await openPage(page, file);
    await page.setInputFiles("#dr-log-file", temporary("log.csv", "id,framework,record,rule,item,person,verdict,by,on,reason,source,supersedes,fingerprint\n,,A1,,,guy,refers,Lee,2026-01-01,,,,\n,,A2,,,guy,unsure,Lee,2026-01-01,,,,\n"));
    await page.waitForSelector("#dr-log-state details");
    await unfold(page);
  }],
  ["start, which sheet", async (page) => {
    const table = [["Asset ID", "Name as recorded"], ["1", "Picton Place"], ["2", "Guy Street"]];
    await opened(page, "two.xlsx", workbook([{ name: "Statues", rows: table }, { name: "Streets", rows: table }]));
    await page.waitForSelector("#dr-sheet");
  }],
  ["working", async (page) => {
    await openPage(page, file);
    await choose(page, LONDON);
    // A worker that is busy with nothing else: the screen is that of any long work.
    await page.evaluate(() => {
      const { app } = /** @type {any} */ (document.getElementById("due-regard-list"));
      app.work = { what: "auditing", progress: { rows: 30, findings: 40 }, size: 66, stop() {} };
      app.go("#/working");
    });
    await page.waitForSelector("#dr-stop");
    await page.evaluate(() => {
      const { app } = /** @type {any} */ (document.getElementById("due-regard-list"));
      app.parts.progress(app);
    });
  }],
  ["columns", async (page) => {
    await openPage(page, file);
    await choose(page, LONDON);
  }],
  ["columns, some not used", async (page) => {
    await opened(page, "office.csv", OFFICE);
    await page.waitForSelector("#dr-check");
    await unfold(page);
  }],
  ["columns that cannot be told apart", async (page) => {
    await opened(page, "ambiguous.csv", AMBIGUOUS);
    await page.waitForSelector("#dr-columns-problem");
  }],
  ["results", results],
  ["results, refused rows and remarks", async (page) => {
    await opened(page, "office.csv", OFFICE);
    await page.click("#dr-check");
    await page.waitForSelector("#dr-refused");
    await unfold(page);
  }],
  ["results with measures", async (page) => {
    await openPage(page, applications());
    await audited(page, APPLICATIONS);
    await page.waitForSelector("#dr-measures");
    await unfold(page);
  }],
  ["results, filtered to nothing", async (page) => {
    await results(page);
    await page.fill("#dr-filter-text", "no such text in any row");
    await page.click("#dr-filter-apply");
    await page.waitForSelector("text=No findings.");
  }],
  ["one row", async (page) => {
    await results(page);
    await goTo(page, "#/row/6");
    await page.waitForSelector(".dr-cells");
    await unfold(page);
  }],
  ["no such row", async (page) => {
    await results(page);
    await goTo(page, "#/row/999999");
    await page.waitForSelector("text=There is no such row");
  }],
  ["to decide, not looked for", async (page) => {
    await results(page);
    await goTo(page, "#/decide");
  }],
  ["to decide", async (page) => {
    await results(page);
    await deciding(page);
  }],
  ["one record", async (page) => {
    await group(page);
    await unfold(page);
  }],
  ["one record, asked for the source", async (page) => {
    await group(page);
    await page.focus(".dr-card");
    await page.keyboard.press("r");
    await page.waitForSelector(".dr-ask");
  }],
  ["one record, source missing", async (page) => {
    await group(page);
    await page.click("[data-verdict=refers]");
    await page.click("text=Record this decision");
    await page.waitForSelector(".govuk-error-message:not([hidden])");
  }],
  ["one record, decided", async (page) => {
    await group(page);
    await page.focus(".dr-card");
    await page.keyboard.press("u");
    await page.waitForSelector(".dr-card--done");
  }],
  ["persons of one name", async (page) => {
    await openPage(page, file);
    await audited(page, temporary("homonyms.csv", `${london.split("\n")[0]}\nX-1,street,Nelson Street\nX-2,street,Cass Street\n`.replace(/\n(X-\d),(street),([^\n]*)/g, (_, id, type, name) => `\n${[id, type, name, ...Array((london.split("\n")[0] ?? "").split(",").length - 3).fill("")].join(",")}`)));
    await deciding(page);
    await page.click("#dr-first");
    await page.waitForSelector(".dr-card");
  }],
  ["findings that need a person", async (page) => {
    await results(page);
    await deciding(page);
    // Candidates stand before findings.
    await goTo(page, `#/decide/${await page.evaluate(() => /** @type {any} */ (document.getElementById("due-regard-list")).app.queue.groups - 1)}`);
    await page.waitForSelector("[data-verdict=waived]");
    await page.click("[data-verdict=waived]");
  }],
  ["save, nothing decided", async (page) => {
    await results(page);
    await goTo(page, "#/save");
  }],
  ["save", async (page) => {
    await group(page);
    await page.focus(".dr-card");
    await page.keyboard.press("u");
    await page.waitForSelector(".dr-card--done");
    await goTo(page, "#/save");
    await saved(page, "#dr-save-decisions");
  }],
  ...["help", "accessibility", "privacy", "versions"].map((name) => /** @type {[string, (page: Page) => Promise<void>]} */ ([name, async (page) => {
    await begun(page);
    await goTo(page, `#/about/${name}`);
  }])),
  ["Welsh, results", async (page) => {
    await results(page);
    await page.getByRole("button", { name: "Cymraeg" }).click();
    await page.waitForSelector("text=Canfyddiadau");
  }],
  ["Welsh, one record", async (page) => {
    await group(page);
    await page.getByRole("button", { name: "Cymraeg" }).click();
    await page.waitForSelector("text=Beth fyddai");
  }],
];

test(`axe and structure on ${STATES.length} states of the page for lists at 1280 and 320 pixels`, async (t) => {
  for (const [name, reach] of STATES) {
    await t.test(name, async () => {
      await reach(open.page);
      assert.doesNotMatch((await open.page.innerText("body")) ?? "", /`/, "what the engine quotes for terminals stands in a page's quotation marks");
      for (const width of [1280, 320]) {
        await open.page.setViewportSize({ width, height: 900 });
        if (SHOTS) await open.page.screenshot({ path: path.join(SHOTS, `${name.replaceAll(/[^a-z]+/gi, "-")}-${width}.png`), fullPage: true });
        assert.deepEqual(await faults(open.page), [], `${name} at ${width}`);
        assert.deepEqual(await sideways(open.page), [], `${name} at ${width}`);
        assert.deepEqual(await brokenWords(open.page), [], `${name} at ${width}`);
      }
      await open.page.setViewportSize({ width: 1280, height: 900 });
    });
  }
  assert.deepEqual(open.said, []);
});

test("in Welsh, what the engine says of names in English is marked as English, and the page says that it is", async () => {
  const { page } = open;
  await group(page);
  assert.equal(await page.locator("main [lang=en]").count(), 0, "nothing is another language where the page is English");
  const sentence = await page.locator(".dr-card p").first().innerText();
  const reasons = await page.locator(".dr-evidence").first().locator("td:last-child").allInnerTexts();
  assert.ok(reasons.length > 0);
  await page.getByRole("button", { name: "Cymraeg" }).click();
  await page.waitForSelector("text=Beth fyddai");
  await page.waitForSelector(".dr-card [lang=en]");
  const marked = await page.locator(".dr-card").first().locator("[lang=en]").allInnerTexts();
  for (const reason of reasons) assert.ok(marked.includes(reason), reason);
  assert.ok(marked.some((text) => sentence.includes(text)), sentence);
  assert.match(await page.locator(".dr-card").first().innerText(), /yn Saesneg/);
  assert.deepEqual(await faults(page), []);
});

test("in Welsh, days have Welsh months, whether the browser knows Welsh or not", async () => {
  const { page } = open;
  await openPage(page, file, "?as-of=2026-11-22&language=cy");
  await audited(page, LONDON);
  await page.waitForSelector("#dr-findings-count");
  await goTo(page, "#/about/versions");
  assert.match(await page.innerText("main"), /22 Tachwedd 2026/);
  assert.doesNotMatch(await page.innerText("main"), /November/);
});

test("in Welsh, the texts of a framework that has none are marked with its language, and persons stand by their names", async () => {
  const { page } = open;
  await openPage(page, file, "?as-of=2026-11-22&language=cy");
  await audited(page, LONDON);
  await page.waitForSelector("#dr-findings-count");
  const unmarked = await page.evaluate(() => {
    const { app } = /** @type {any} */ (document.getElementById("due-regard-list"));
    const titles = new Set(app.about.rules.map((/** @type {any} */ rule) => rule.title));
    const found = [...document.querySelectorAll("main *")].filter((each) => each.children.length === 0 && titles.has(each.textContent));
    return { all: found.length, bad: found.filter((each) => each.closest("[lang]")?.getAttribute("lang") !== "en").map((each) => each.textContent) };
  });
  assert.ok(unmarked.all > 10);
  assert.deepEqual(unmarked.bad, []);
  await page.fill("#dr-filter-text", "Picton");
  await page.click("#dr-filter-apply");
  await page.waitForSelector("#dr-filter-clear");
  const text = await page.innerText("main");
  assert.match(text, /Thomas Picton/);
  assert.doesNotMatch(text, /candidates\[/);
  await page.click("main table th a");
  await page.waitForSelector(".dr-finding__name");
  await unfold(page);
  assert.doesNotMatch(await page.innerText("main"), /candidates\[/);
});

test("the engine's quotation marks are the page's, and a backtick of the list stays where it is", async () => {
  const { page } = open;
  await opened(page, "ambiguous.csv", "Asset `ID`,ASSET ID,Name as recorded\n1,2,Guy Street\n");
  await page.waitForSelector("#dr-columns-problem");
  const problem = await page.innerText("#dr-columns-problem");
  assert.match(problem, /Columns ‘Asset `ID`’ and ‘ASSET ID’ could each be the field ‘asset-id’\. Say which, for example the choices below\.$/);
  await openPage(page, file);
  await choose(page, temporary("backticks.csv", "Asset ID,Name as recorded,The `odd` column\nA1,The `Old` Guy Street,x\nA2,`Guy Street`,y\n"));
  const odd = page.locator("tr", { has: page.locator("th", { hasText: "odd" }) });
  assert.equal(await odd.locator("th").innerText(), "The `odd` column");
  assert.match(await odd.innerText(), /Column ‘The `odd` column’ fits no field/);
  await page.click("#dr-check");
  await page.waitForSelector("#dr-findings-count");
  assert.match((await page.textContent("#dr-findings")) ?? "", /The `Old` Guy Street.*The name alone \(‘guy’\)/s);
  for (const [row, name] of [[2, "The `Old` Guy Street"], [3, "`Guy Street`"]]) {
    await goTo(page, `#/row/${row}`);
    await page.waitForFunction((name) => document.querySelector("#dr-title")?.textContent === name && document.querySelector(".dr-cells") !== null, name);
    await unfold(page);
    assert.ok((await page.innerText("#dr-record")).includes(`‘name is answered’ is true (name = ${name})`), String(name));
  }
});

test("text keeps its distance from the window's edges at every width", async () => {
  const { page } = open;
  await openPage(page, file);
  assert.deepEqual(await nearEdges(page), [], "start");
  await choose(page, LONDON);
  assert.deepEqual(await nearEdges(page), [], "columns");
  await group(page);
  for (const hash of ["#/results", "#/decide", "#/save", "#/about"]) {
    await goTo(page, hash);
    await unfold(page);
    assert.deepEqual(await nearEdges(page), [], hash);
  }
});

test("a list from opening to saving by keyboard alone", async () => {
  const { page } = open;
  await openPage(page, file);
  // The dialog of the browser itself is no part of the page; that the button is reached is.
  await tabTo(page, (at) => at.id === "dr-list-file");
  await choose(page, LONDON);
  await tabTo(page, (at) => at.id === "dr-stage");
  const stages = await page.locator("#dr-stage option:not([value=''])").evaluateAll((options) => options.map((option) => `${option.getAttribute("value")}: ${option.textContent}`));
  assert.deepEqual(stages, ["inventory: Inventory", "research: Research", "decision: Decision", "publication: Publication"]);
  await tabTo(page, (at) => at.id === "dr-check");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#dr-findings-count");
  assert.equal((await focused(page))?.id, "dr-title", "a new screen begins at its heading");
  await tabTo(page, (at) => at.id === "dr-filter-text");
  await page.keyboard.type("guy street");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#dr-filter-clear");
  assert.equal((await focused(page))?.id, "dr-findings-title");
  assert.match((await page.textContent("#dr-findings")) ?? "", /Guy Street/);
  await tabTo(page, (at) => at.tag === "a" && at.text.startsWith("Guy Street"));
  await page.keyboard.press("Enter");
  await page.waitForSelector(".dr-cells");
  await page.keyboard.press("Home");
  await tabTo(page, (at) => at.text.startsWith("To decide"));
  await page.keyboard.press("Enter");
  await tabTo(page, (at) => at.id === "dr-look");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#dr-first");
  await tabTo(page, (at) => at.id === "dr-by");
  await page.keyboard.type("R. Evans");
  await tabTo(page, (at) => at.id === "dr-first");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".dr-card");
  const left = Number(await page.evaluate(() => /** @type {any} */ (document.getElementById("due-regard-list")).app.queue.left));
  await tabTo(page, (at) => /^dr-item-/.test(at.id));
  // One key, and what it needs.
  await page.keyboard.press("r");
  await page.keyboard.type("Council minute of 4 May 1846");
  assert.equal(await page.evaluate(() => /** @type {any} */ (document.getElementById("due-regard-list")).app.queue.left), left, "keys in a field are text");
  await tabTo(page, (at) => at.text === "Record this decision");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".dr-card--done");
  assert.equal(await page.evaluate(() => /** @type {any} */ (document.getElementById("due-regard-list")).app.queue.left), left - 1);
  // What is decided leads on; one key takes it back.
  const at = await focused(page);
  assert.ok(at && (/^dr-item-/.test(at.id) || at.id === "dr-next-group"), JSON.stringify(at));
  await page.evaluate(() => /** @type {HTMLElement} */ (document.querySelector(".dr-card--done")).focus());
  await page.keyboard.press("b");
  await page.waitForFunction(() => document.querySelector(".dr-card--done") === null);
  assert.equal(await page.evaluate(() => /** @type {any} */ (document.getElementById("due-regard-list")).app.queue.left), left);
  await page.keyboard.press("u");
  await page.waitForSelector(".dr-card--done");
  // The keys do nothing where focus is not on an item, and nothing at all when they are turned off.
  const decided = () => page.evaluate(() => /** @type {any} */ (document.getElementById("due-regard-list")).app.draft.text);
  const text = await decided();
  await page.focus("#dr-next-group");
  for (const key of "rxuhanwsb") await page.keyboard.press(key);
  assert.equal(await decided(), text);
  await goTo(page, "#/decide");
  await page.waitForSelector("#dr-keys");
  await page.focus("#dr-keys");
  await page.keyboard.press("Space");
  await goTo(page, "#/decide/1");
  await page.waitForSelector(".dr-card");
  await page.focus(".dr-card");
  for (const key of "rxuhanwsb") await page.keyboard.press(key);
  assert.equal(await decided(), text);
  assert.equal(await page.locator(".dr-ask, .dr-key").count(), 0);
  await goTo(page, "#/save");
  await tabTo(page, (at) => at.id === "dr-save-decisions");
  const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  const lines = fs.readFileSync(await download.path(), "utf8").trimEnd().split("\n");
  assert.equal(lines.length, 4, "the header, the decision, the line that takes it back, and the second decision");
  assert.match(await page.innerText("#dr-log-state"), /: 3 lines$/m, "and the page says how many there are");
  assert.match(lines[2] ?? "", /,withdrawn,/);
});

test("measures are told in the command line's words, and how groups compare stands open", async () => {
  const { page } = open;
  await openPage(page, applications());
  await audited(page, APPLICATIONS);
  const shown = await page.evaluate(() => [...document.querySelectorAll("section[aria-labelledby=dr-measures] h3")].map((heading) => {
    const texts = [];
    let at = heading.nextElementSibling;
    for (; at?.tagName === "P"; at = at.nextElementSibling) texts.push(at.textContent ?? "");
    const groups = at instanceof HTMLDetailsElement ? { open: at.open, cells: [...at.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("th, td")].map((cell) => [...cell.childNodes].map((node) => node.textContent ?? ""))) } : null;
    return { label: heading.textContent ?? "", texts, groups };
  }));
  assert.ok(shown.length > 10, `${shown.length} measures`);
  const plain = (/** @type {string} */ text) => text.replaceAll(/\\(.)/g, "$1").replaceAll("&gt;", ">").replaceAll("&lt;", "<").replaceAll("&amp;", "&");
  const told = plain(native(APPLICATIONS, ["--format", "markdown"], path.join(ROOT, "rules/recruitment-equality")));
  let compared = 0;
  for (const { label, texts, groups } of shown) {
    const from = told.indexOf(`\n### ${label}\n`);
    assert.ok(from >= 0, label);
    const part = told.slice(from, told.indexOf("\n#", from + 5));
    assert.ok(part.includes(`**${texts[0]}**`), `${label}: ${texts[0]}`);
    for (const cells of groups?.cells ?? []) {
      const words = cells.map((cell) => cell.at(-1) ?? "");
      const [verdict, comparison] = [words[3], words[2]];
      compared += verdict ? 1 : 0;
      assert.ok(part.includes(`| ${words.join(" | ")} |`), `${label}: ${words.join(" | ")}`);
      assert.ok(comparison === undefined || groups?.open, `${label} stands open`);
    }
  }
  assert.ok(compared > 10, `${compared} verdicts`);
  // On a phone each cell has its label, and a cell that says nothing none.
  await page.setViewportSize({ width: 375, height: 900 });
  const [silent = 0, shownSilent] = await page.evaluate(() => {
    const cells = [...document.querySelectorAll(".dr-table--measures td")].filter((cell) => cell.textContent === "");
    return [cells.length, cells.filter((cell) => cell.getBoundingClientRect().height > 0).length];
  });
  await page.setViewportSize({ width: 1280, height: 900 });
  assert.ok(silent > 0);
  assert.equal(shownSilent, 0);
});

test("the same bytes as the command line: the audit and the register, with and without decisions", { timeout: 120_000 }, async () => {
  const { page } = open;
  const list = temporary("assets.csv", london);
  await openPage(page, file);
  await audited(page, list);
  await goTo(page, "#/save");
  assert.equal((await saved(page, "#dr-save-json")).text, native(list, ["--format", "json"]));
  assert.equal((await saved(page, "#dr-save-csv")).text, native(list, ["--format", "csv"]));
  assert.equal((await saved(page, "#dr-save-markdown")).text, native(list, ["--format", "markdown"]));
  assert.equal((await saved(page, "#dr-save-html")).text, native(list, ["--format", "html"]));
  const book = await saved(page, "#dr-save-xlsx");
  assert.match(book.name, /-findings\.xlsx$/);
  assert.ok(book.bytes.equals(nativeBook(list, [])), "the workbook");
  await deciding(page);
  await page.fill("#dr-by", "R. Evans");
  await page.press("#dr-by", "Tab");
  await page.click("#dr-first");
  const groups = Number(await page.evaluate(() => /** @type {any} */ (document.getElementById("due-regard-list")).app.queue.groups));
  for (let place = 0; place < groups; place += 1) {
    await goTo(page, `#/decide/${place}`);
    await page.waitForFunction((place) => document.querySelector(".dr-card") !== null && document.title !== "" && location.hash.endsWith(`/${place}`), place);
    const verdict = ["refers", "does not refer", "unsure"][place % 3] ?? "unsure";
    const about = (await page.locator("[data-verdict=refers]").count()) > 0 ? verdict : ["accepted", "waived", "not accepted"][place % 3] ?? "accepted";
    await page.locator(`[data-verdict="${about}"]`).first().click();
    if ((await page.locator(".dr-ask").count()) > 0) {
      for (const [id, words] of [["source", "=a minute, “quoted”"], ["reason", "Because\nof this; and that"], ["until", "2027-03-31"]]) {
        const field = page.locator(`.dr-ask [id$=-${id}]`);
        if ((await field.count()) > 0) await field.fill(String(words));
      }
      await page.click("text=Record this decision");
    }
    await page.waitForSelector(".dr-card--done");
  }
  await goTo(page, "#/save");
  const log = await saved(page, "#dr-save-decisions");
  fs.writeFileSync(path.join(path.dirname(list), log.name), log.text);
  assert.equal(log.text.trimEnd().split("\n").length >= groups, true);
  const [audit, register] = [native(list, ["--format", "json", "--decisions", log.name]), native(list, ["--format", "csv", "--decisions", log.name])];
  assert.notEqual(audit, native(list, ["--format", "json"]), "decisions show");
  assert.equal((await saved(page, "#dr-save-json")).text, audit);
  assert.equal((await saved(page, "#dr-save-csv")).text, register);
  assert.ok((await saved(page, "#dr-save-xlsx")).bytes.equals(nativeBook(list, ["--decisions", log.name])), "the workbook with decisions");
  // Opened again, with another's hand in between: what was there stays byte for byte, and what is decided is not asked again.
  const before = log.text;
  await openPage(page, file);
  await page.setInputFiles("#dr-log-file", temporary(log.name, before));
  await page.waitForSelector("#dr-log-state .dr-note");
  await audited(page, list);
  await goTo(page, "#/save");
  assert.equal((await saved(page, "#dr-save-json")).text, audit);
  await goTo(page, "#/decide");
  await page.click("#dr-look");
  await page.waitForSelector("#dr-left");
  assert.ok(Number(await page.evaluate(() => /** @type {any} */ (document.getElementById("due-regard-list")).app.queue.decided_before)) > 0);
  await goTo(page, "#/decide/0");
  await page.waitForSelector(".dr-card");
  await page.focus(".dr-card");
  await page.keyboard.press("h");
  await page.waitForSelector(".dr-ask, .dr-card--done");
  if ((await page.locator(".dr-ask").count()) > 0) {
    await page.keyboard.type("Lee");
    await page.click("text=Record this decision");
    await page.waitForSelector(".dr-card--done");
  }
  await goTo(page, "#/save");
  const more = await saved(page, "#dr-save-decisions");
  assert.ok(more.text.startsWith(before) && more.text.length > before.length);
});

/** Workbooks as offices keep them. @type {[string, Buffer][]} */
const rows = cells(london);
const WORKBOOKS = /** @type {[string, Buffer][]} */ ([
  ["plain.xlsx", workbook([{ name: "Assets", rows }])],
  ["office.xlsx", workbook([
    { name: "Read me", rows: [["What this is"], ["A list of assets"]] },
    { name: "Assets & <more>", merged: "A1:C1", rows: [["Assets of the borough", null, null], [], rows[0] ?? [], ...rows.slice(1).map((row, place) => (place === 9 ? [] : row.map((cell, column) => (/^\d{4}$/.test(cell) && column > 5 ? Number(cell) : /^\d{4}-\d\d-\d\d$/.test(cell) ? { serial: Math.round(Date.parse(cell) / 86_400_000) + 25_569 } : cell))))] },
    { name: "Old", hidden: true, rows: rows.slice(0, 5) },
  ])],
  ["mac.xlsx", workbook([{ name: "Assets", rows: rows.map((row) => row.map((cell) => (/^\d{4}-\d\d-\d\d$/.test(cell) ? { serial: Math.round(Date.parse(cell) / 86_400_000) + 25_569 - 1_462 } : cell))) }], { from1904: true })],
  ["libre.ods", openDocument("Assets", rows)],
]);
for (const [name, bytes] of WORKBOOKS) {
  test(`a workbook gives the audit that the command line gives: ${name}`, async () => {
    const { page } = open;
    const list = temporary(name, bytes);
    await openPage(page, file);
    await audited(page, list);
    await goTo(page, "#/save");
    const expected = native(list, ["--format", "json"]);
    assert.ok(JSON.parse(expected).records.read >= 60);
    assert.equal((await saved(page, "#dr-save-json")).text, expected);
  });
}

test("a sheet is chosen where two could be meant, and read as the command line reads it", async () => {
  const { page } = open;
  const list = temporary("choice.xlsx", workbook([{ name: "North", rows: rows.slice(0, 20) }, { name: "South", rows: [rows[0] ?? [], ...rows.slice(20)] }]));
  await openPage(page, file);
  await page.setInputFiles("#dr-list-file", list);
  await page.waitForSelector("#dr-sheet");
  await page.selectOption("#dr-sheet", "South");
  await page.click("text=Read it again");
  await page.click("#dr-check");
  await page.waitForSelector("#dr-findings-count");
  await goTo(page, "#/save");
  assert.equal((await saved(page, "#dr-save-json")).text, native(list, ["--format", "json", "--sheet", "South"]));
});

test("columns are taken as people say, and as the command line takes them", async () => {
  const { page } = open;
  const list = temporary("renamed.csv", london.replace("Name as recorded", "What it is called"));
  await openPage(page, file);
  await choose(page, list);
  const row = page.locator("tr", { has: page.locator("th", { hasText: "What it is called" }) });
  await row.locator("select").selectOption("name");
  await page.waitForFunction(() => [...document.querySelectorAll("tr")].some((each) => each.textContent?.includes("What it is called") && /** @type {HTMLSelectElement} */ (each.querySelector("select")).value === "name"));
  await page.click("#dr-check");
  await page.waitForSelector("#dr-findings-count");
  await goTo(page, "#/save");
  assert.equal((await saved(page, "#dr-save-json")).text, native(list, ["--format", "json", "--columns", "What it is called=name"]));
});

const MARKUP = `<img src=x onerror="window.harmed=1"><script>window.harmed=1</script>`;
/** @type {[string, string | Buffer][]} */
const HOSTILE = [
  ["markup.csv", `Asset ID,Name as recorded,Locality,${MARKUP.replaceAll(",", "")}\n"${MARKUP.replaceAll('"', '""')}","${MARKUP.replaceAll('"', '""')} Picton Place",=1+1,x\n`],
  ["long-cell.csv", `Asset ID,Name as recorded,Locality\nA1,"${"Picton Place ".repeat(7_700)}",x\nA2,Guy Street,${"y".repeat(100_000)}\n`],
  ["many-columns.csv", `Asset ID,Name as recorded,${Array.from({ length: 9_990 }, (_, column) => `c${column}`).join(",")}\nA1,Guy Street${",x".repeat(9_990)}\n`],
  ["controls.csv", `Asset ID,Name as recorded\nA1,"\u202E\u0001\u0007 Guy\u2028Street"\nA2,${"\u0301".repeat(5_000)}\n`],
  ["prototype.csv", "__proto__,constructor,Asset ID,Name as recorded\n1,2,__proto__,constructor\n3,4,toString,Guy Street\n"],
];
for (const [name, text] of HOSTILE) {
  test(`a hostile list: ${name}`, { timeout: 90_000 }, async () => {
    const { page } = open;
    await openPage(page, file);
    const from = performance.now();
    await audited(page, temporary(name, text));
    for (const [screen, shown] of /** @type {const} */ ([["#/columns", "#dr-check"], ["#/results", "#dr-findings-count"], ["#/row/2", ".dr-cells"]])) {
      await goTo(page, screen);
      await page.waitForSelector(shown);
      assert.equal(await page.evaluate(() => /** @type {any} */ (window).harmed), undefined);
      assert.equal(await page.locator("main img, main script").count(), 0);
      assert.deepEqual(await sideways(page), [], screen);
    }
    await goTo(page, "#/decide");
    await page.click("#dr-look");
    await page.waitForSelector("#dr-left");
    if ((await page.locator("#dr-first").count()) > 0) {
      await page.click("#dr-first");
      await page.waitForSelector(".dr-card");
    }
    assert.equal(await page.evaluate(() => /** @type {any} */ (window).harmed), undefined);
    assert.equal(await page.locator("main img, main script").count(), 0);
    assert.ok(performance.now() - from < 60_000, "it answers");
  });
}

test("what is no list is refused in words, and the page goes on", { timeout: 90_000 }, async () => {
  const { page } = open;
  await openPage(page, file);
  const bomb = workbook([{ name: "Bomb", rows: [["Asset ID", "x".repeat(1 << 20)]] }]);
  for (const [name, bytes, why] of /** @type {[string, string | Buffer, RegExp][]} */ ([["empty.csv", "", /empty/], ["old.xls", Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), /before 2007/], ["list.json", '[{"a": 1}]', /JSON/], ["torn.xlsx", bomb.subarray(0, bomb.length - 40), /cannot be read/], ["wide.csv", `${"c,".repeat(100_000)}c\n`, /over the limit/], ["nul.csv", "a,b\n1,\u0000\n", /zero byte.*Say below/], ["list.zip", "PK\x03\x04 list.csv", /zip/], ["page.csv", "<!doctype html><p>404", /web page/]])) {
    await page.setInputFiles("#dr-list-file", temporary(name, bytes));
    await page.waitForFunction((source) => new RegExp(source).test(document.querySelector(".govuk-error-summary")?.textContent ?? ""), why.source);
    assert.match(await page.title(), /^Error: /);
  }
  await audited(page, LONDON);
});

test("a hundred thousand rows: the page answers all the while, and what is stopped stops", { timeout: 240_000 }, async () => {
  const { page } = open;
  const list = temporary("long.csv", longList(100_000));
  await openPage(page, file);
  await page.evaluate(() => {
    /** @type {any} */ (window).long = [];
    new PerformanceObserver((seen) => seen.getEntries().forEach((entry) => /** @type {any} */ (window).long.push(Math.round(entry.duration)))).observe({ entryTypes: ["longtask"] });
  });
  await choose(page, list);
  // Stopped, it goes back to the columns, and the list is still there.
  await page.click("#dr-check");
  await page.waitForFunction(() => /rows checked/.test(document.querySelector(".dr-progress__words")?.textContent ?? ""));
  await page.click("#dr-stop");
  await page.waitForSelector("#dr-check");
  assert.match((await page.textContent(".govuk-notification-banner")) ?? "", /Stopped/);
  await page.click("#dr-check");
  await page.waitForSelector("#dr-findings-count", { timeout: 120_000 });
  const audit = await page.evaluate(() => /** @type {any} */ (document.getElementById("due-regard-list")).app.audit);
  assert.equal(audit.records.read, 100_000);
  assert.equal(audit.records.read, audit.records.reported + audit.records.refused);
  await page.fill("#dr-filter-text", "Guy Street");
  await page.click("#dr-filter-apply");
  await page.waitForSelector("#dr-filter-clear");
  await page.click("#dr-next-page");
  await page.waitForFunction(() => /^26 to 50/.test(document.querySelector("#dr-findings-count")?.textContent ?? ""));
  await goTo(page, "#/decide");
  await page.click("#dr-look");
  await page.waitForFunction(() => /rows looked at/.test(document.querySelector(".dr-progress__words")?.textContent ?? ""));
  await page.click("#dr-stop");
  await page.waitForSelector("#dr-findings-count");
  await goTo(page, "#/save");
  const register = await saved(page, "#dr-save-csv");
  assert.ok(register.text.length > 10_000_000);
  // The same as a workbook: every row of it is there, and the page goes on answering meanwhile.
  const book = await saved(page, "#dr-save-xlsx");
  assert.ok(book.bytes.length > 1_000_000 && book.bytes.subarray(0, 2).toString() === "PK");
  const longest = Math.max(0, ...(await page.evaluate(() => /** @type {any} */ (window).long)));
  assert.ok(longest < 500, `the page's own thread was busy for ${longest} ms at once`);
});

test("a copy of decisions is kept only where it was asked for, and found again", async () => {
  const server = await serve(path.dirname(file));
  const { page } = open;
  const address = `${server.address}/${path.basename(file)}?as-of=2026-11-22`;
  await page.goto(address);
  await page.waitForSelector("#dr-list-file");
  assert.equal(await page.isChecked("#dr-keep"), true, "from a server a copy is kept unless somebody says no");
  await audited(page, LONDON);
  await deciding(page);
  await page.fill("#dr-by", "R. Evans");
  await page.press("#dr-by", "Tab");
  await page.click("#dr-first");
  await page.waitForSelector(".dr-card");
  await page.focus(".dr-card");
  await page.keyboard.press("u");
  await page.waitForSelector(".dr-card--done");
  await copied(page, true);
  await page.goto("about:blank");
  await page.goto(address);
  await page.waitForSelector("#dr-log-state .dr-note");
  await page.uncheck("#dr-keep");
  await copied(page, false);
  await page.goto("about:blank");
  await page.goto(address);
  await page.waitForSelector("#dr-list-file");
  assert.equal(await page.locator("#dr-log-state .dr-note").count(), 0);
  await page.evaluate(() => localStorage.clear());
  assert.deepEqual(server.asked.filter((url) => !url.startsWith(`/${path.basename(file)}`)), [], "the server was asked for the page alone");
  server.close();
  open.requests.splice(0, Infinity, ...open.requests.filter((url) => !url.startsWith(server.address)));
});

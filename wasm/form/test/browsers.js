// The module, the form and the page for lists in a browser other than Chromium: `node --test wasm/form/test/browsers.js`, with BROWSER as firefox or webkit. Called by `wasm/form/browsers`.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { driven } from "./driven.js";
import { ROOT, brokenWords, formFile, regard, serve, sideways, temporary } from "./harness.js";
import { LONDON, listFile, native, workbook } from "./lists.js";
import { BROKEN, RECORD } from "./records.js";

const AS_OF = "2026-11-22";
const kind = /** @type {"firefox" | "webkit"} */ (process.env["BROWSER"]);
/** Where pictures go that somebody wants to look at. */
const SHOTS = process.env["SHOTS"];
const TAB = "\uE004";

const file = formFile("council-eia");
const list = listFile("public-realm");
/** @type {Awaited<ReturnType<typeof driven>>} */
let page;
/** @type {Awaited<ReturnType<typeof serve>>} */
let server;
before(async () => {
  server = await serve(path.dirname(file));
  page = await driven(kind);
  await page.resize(1280, 900);
});
after(() => {
  page.end();
  server.close();
});

/** @param {string} name */
const shot = (name) => (SHOTS ? page.picture(path.join(SHOTS, `${kind}-${name}.png`)) : null);

/** Opens the form and goes on listening for what its content policy refuses and for what fails without being caught. @param {string} address */
async function open(address) {
  await page.open(address);
  await page.wait(() => document.querySelector("#dr-title, #dr-list-file"));
  await page.run(() => {
    const said = (/** @type {any} */ (window).said = []);
    document.addEventListener("securitypolicyviolation", (event) => said.push(`${event.violatedDirective} ${event.blockedURI}`));
    window.addEventListener("error", (event) => said.push(event.message));
    window.addEventListener("unhandledrejection", (event) => said.push(String(event.reason)));
  });
}
const said = () => page.run(() => /** @type {any} */ (window).said);
const hosted = () => `${server.address}/${path.basename(file)}?as-of=${AS_OF}`;

/** Goes to a screen of the form. @param {string} hash */
async function go(hash) {
  await page.run((to) => {
    location.hash = to;
  }, hash);
  await page.wait((to) => /** @type {any} */ (document.querySelector("due-regard-form")).app.at === to, hash);
}

/** Presses the button whose text begins like this, as a finger does. @param {string} text */
async function press(text) {
  await page.wait((text) => {
    const found = [...document.querySelectorAll("button")].find((each) => each.textContent?.trim().startsWith(text) && each.checkVisibility());
    document.querySelectorAll("[data-driven]").forEach((each) => each.removeAttribute("data-driven"));
    found?.scrollIntoView({ block: "center" });
    found?.setAttribute("data-driven", "");
    return found !== undefined;
  }, text);
  await page.click("[data-driven]");
}

/** Opens a record in the form. @param {unknown} record */
async function opened(record) {
  await open(`file://${file}?as-of=${AS_OF}`);
  await page.type("#dr-file", temporary("record.json", JSON.stringify(record)));
  await press("Open it");
  await page.wait(() => /** @type {any} */ (document.querySelector("due-regard-form")).app.at === "#/tasks");
}

test("the module says what the engine says natively, to the byte", async () => {
  const whole = await serve(ROOT);
  const documents = fs.readFileSync(path.join(process.env["CARGO_TARGET_DIR"] ?? path.join(ROOT, "target"), "documents.jsonl"), "utf8");
  // A page of that address with nothing in it, which is let run what it is told.
  await page.open(`${whole.address}/nothing`);
  const { counts, wrong } = await page.run(async (text) => {
    const at = (/** @type {string} */ place) => import(place);
    const api = await at("/target/npm/index.js");
    await api.ready();
    return (await at("/wasm/test/same.js")).compare(api, text.split("\n").filter(Boolean));
  }, documents);
  whole.close();
  assert.deepEqual(wrong, []);
  assert.ok(counts.record > 400 && counts.framework > 40, JSON.stringify(counts));
});

test("a worker of the npm package says of a list what the command line says, to the byte", async () => {
  const framework = temporary("small.yaml", "language: 1\nframework: small\nversion: 1.0.0\ntitle: Small\nsources: {house: {title: House, standing: house rule}}\nrecord: {noun: asset, plural: assets, id: ref, name: name}\nsections:\n  - {id: all, fields: [{id: ref, type: text}, {id: name, type: text}, {id: made, type: year}, {id: listed, type: yes-no}]}\nrules:\n  - {id: old, when: made < 1800, require: listed = yes, cite: [house], say: '{name}, of {made}, is not listed', why: old things are listed}\n");
  const rows = temporary("small.csv", `Ref,Name,Made,Listed\n${Array.from({ length: 3000 }, (_, row) => `A${row},"Statue, ${row}",${row % 7 === 0 ? "c. 1790" : 1700 + (row % 200)},${["yes", "no", ""][row % 3]}`).join("\n")}\n`);
  const whole = await serve(ROOT);
  await page.open(`${whole.address}/nothing`);
  const here = await page.run(async (framework, rows, day) => {
    const at = (/** @type {string} */ place) => import(place);
    const { auditList } = await at("/target/npm/worker.js");
    const audit = await auditList(framework, new File([rows], "small.csv"), { name: "small.csv", as_of: day, detail: "records" });
    const text = await audit.report("json");
    audit.close();
    return text;
  }, fs.readFileSync(framework, "utf8"), fs.readFileSync(rows, "utf8"), AS_OF);
  whole.close();
  assert.equal(here, native(rows, ["--format", "json", "--limit", "100000"], framework));
});

test("a form is begun, typed into, kept over a reload and read in Welsh", async () => {
  await open(hosted());
  await press("Start a new assessment");
  await page.wait(() => location.hash === "#/tasks");
  await go("#/s/about");
  await page.click("#q-title");
  await page.type("#q-title", "Opening hours of two libraries");
  await page.press(TAB);
  assert.notEqual(await page.run(() => document.activeElement?.id), "q-title", "Tab leads on");
  await page.type("#q-decision-date", "20");
  await page.type("#q-decision-date-month", "1");
  await page.run(() => /** @type {HTMLElement} */ (document.querySelector("input[value=reduction]")).scrollIntoView({ block: "center" }));
  await page.click("input[value=reduction]");
  await page.wait(() => {
    const { record } = /** @type {any} */ (document.querySelector("due-regard-form"));
    return record.title === "Opening hours of two libraries" && JSON.stringify(record).includes("reduction");
  });
  await shot("section");
  assert.deepEqual(await said(), []);
  await page.reload();
  await page.wait(() => document.querySelector("#q-title"));
  assert.deepEqual(await page.run(() => ["#q-title", "#q-decision-date", "#q-decision-date-month"].map((css) => /** @type {HTMLInputElement} */ (document.querySelector(css)).value)), ["Opening hours of two libraries", "20", "1"]);
  assert.equal(await page.run(() => /** @type {HTMLInputElement} */ (document.querySelector("input[value=reduction]")).checked), true);
  await press("Cymraeg");
  await page.wait(() => document.documentElement.lang === "cy");
  assert.match(await page.run(() => document.body.innerText), /Nid oes dim a deipiwch|Cadw/);
  await shot("section-welsh");
  assert.deepEqual(server.asked.filter((address) => !address.startsWith(`/${path.basename(file)}`) && address !== "/favicon.ico"), [], "the page asks for nothing");
});

test("a saved record has the command line's findings at every stage, and what is saved is that record", async () => {
  const kept = temporary("record.json", JSON.stringify(BROKEN));
  await opened(BROKEN);
  const stages = await page.run(() => /** @type {any} */ (document.querySelector("due-regard-form")).app.model.stages.map((/** @type {any} */ stage) => stage.id));
  assert.ok(stages.length > 1);
  for (const stage of stages) {
    const shown = await page.run((stage) => {
      const { app } = /** @type {any} */ (document.querySelector("due-regard-form"));
      app.setStage(stage);
      return JSON.stringify(JSON.parse(app.work.auditText()).findings);
    }, stage);
    const told = JSON.parse(regard(["audit", "council-eia", kept, "--as-of", AS_OF, "--stage", stage, "--format", "json"]));
    assert.ok(told.findings.length > 20);
    assert.equal(shown, JSON.stringify(told.findings), stage);
  }
  await go("#/save");
  // What a button gives to save passes through here on its way to the browser.
  await page.run(() => {
    const make = URL.createObjectURL;
    URL.createObjectURL = (/** @type {Blob} */ blob) => {
      /** @type {any} */ (window).kept = blob;
      return make.call(URL, blob);
    };
  });
  await press("Save a file");
  const text = await page.run(() => /** @type {any} */ (window).kept?.text());
  assert.equal(JSON.parse(text).framework.id, "council-eia");
  const again = JSON.parse(regard(["audit", "council-eia", temporary("saved.json", text), "--as-of", AS_OF, "--format", "json"]));
  const before = JSON.parse(regard(["audit", "council-eia", kept, "--as-of", AS_OF, "--format", "json"]));
  assert.equal(JSON.stringify(again.findings), JSON.stringify(before.findings));
  assert.deepEqual(await said(), []);
});

test("every screen fits its window, and no short word is broken", async () => {
  for (const [name, record] of /** @type {const} */ ([["faults", BROKEN], ["well", RECORD]])) {
    for (const width of [1280, 400]) {
      await page.resize(width, 900);
      await opened(record);
      await page.run(() => /** @type {any} */ (document.querySelector("due-regard-form")).app.setStage("sign-off"));
      for (const hash of ["#/", "#/tasks", "#/s/about", "#/s/impacts", "#/s/impacts/age", "#/s/you-said", "#/s/aims", "#/s/conclusion", "#/check", "#/findings", "#/stage", "#/sign", "#/save", "#/print", "#/about", "#/about/accessibility"]) {
        await go(hash);
        await page.run(() => document.querySelectorAll("details").forEach((each) => (each.open = true)));
        await shot(`${name}-${hash.replaceAll(/[^a-z]+/g, "-")}-${width}`);
        assert.deepEqual(await sideways({ evaluate: page.run }), [], `${hash} at ${width}`);
        assert.deepEqual(await brokenWords({ evaluate: page.run }), [], `${hash} at ${width}`);
      }
      assert.deepEqual(await said(), []);
    }
  }
  await page.resize(1280, 900);
});

/** Chooses a list on the page for lists, and audits it. @param {string} name */
async function audited(name) {
  await open(`file://${list}?as-of=${AS_OF}`);
  await page.type("#dr-list-file", name);
  await page.wait(() => document.querySelector("#dr-check"));
  await press("Check");
  await page.wait(() => document.querySelector("#dr-findings-count"));
}

test("the page for lists says of a list what the command line says, and takes a decision with one key", async () => {
  const text = temporary("list.csv", fs.readFileSync(LONDON));
  await audited(text);
  const told = JSON.parse(native(text, ["--format", "json"]));
  await shot("list-results");
  const count = await page.run(() => document.querySelector("#dr-findings-count")?.textContent ?? "");
  assert.ok(count.replaceAll(/\D/g, "").includes(String(told.findings.length)), `${count}; natively ${told.findings.length}`);
  await page.run(() => {
    location.hash = "#/decide";
  });
  await page.wait(() => document.querySelector("#dr-look"));
  await page.click("#dr-look");
  await page.wait(() => document.querySelector("#dr-first"));
  await page.type("#dr-by", "R. Evans");
  await page.press(TAB);
  await page.click("#dr-first");
  await page.wait(() => document.querySelector(".dr-card"));
  await page.run(() => /** @type {HTMLElement} */ (document.querySelector(".dr-card")).focus());
  await page.press("u");
  await page.wait(() => document.querySelector(".dr-card--done"));
  await shot("list-decided");
  assert.deepEqual(await sideways({ evaluate: page.run }), []);
  assert.deepEqual(await brokenWords({ evaluate: page.run }), []);
  assert.deepEqual(await said(), []);
});

test("the page for lists reads a workbook", async () => {
  await audited(temporary("streets.xlsx", workbook([{ name: "Streets", rows: [["Asset ID", "Name as recorded"], ["1", "Picton Place"], ["2", "Guy Street"]] }])));
  assert.match(await page.run(() => document.querySelector("main")?.innerText ?? ""), /Guy Street/);
  assert.deepEqual(await said(), []);
});

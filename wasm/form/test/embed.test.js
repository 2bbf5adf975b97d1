// The element in somebody else's page, as the README says: five lines, beside the npm package.

import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { browser, ROOT, serve } from "./harness.js";

const lines = /```html\n([\s\S]*?)```/.exec(fs.readFileSync(new URL("../README.md", import.meta.url), "utf8"))?.[1] ?? "";
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "due-regard-embed-"));
const target = process.env["CARGO_TARGET_DIR"] ?? path.join(ROOT, "target");
/** @type {Awaited<ReturnType<typeof serve>>} */
let server;
/** A page with these lines in it. @param {string} name @param {string} body @param {string} [head] */
function written(name, body, head = "") {
  fs.writeFileSync(path.join(folder, `${name}.html`), `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Our service</title>${head}</head><body><h2>Our service</h2>${body}</body></html>`);
}
/** The lines of the README with these attributes, or something else in the element's place. @param {string} attributes @param {string} [element] */
const lined = (attributes, element = `<due-regard-form src="framework.yaml" ${attributes}></due-regard-form>`) => lines.replace(/<due-regard-form.*/, element);
const EVENTS = ["ready", "record-change", "findings-change", "save-request", "form-error"];

/** Opens a page of its own, which writes down what the form tells. @param {string} name @param {string} body @param {string} [head] @param {Record<string, unknown>} [options] */
async function opened(name, body, head = "", options = {}) {
  written(name, body, head);
  const tab = await browser(options);
  await tab.page.addInitScript((names) => {
    const heard = (/** @type {any} */ (window).heard = /** @type {any[]} */ ([]));
    for (const name of names) document.addEventListener(name, (event) => heard.push([name, JSON.parse(JSON.stringify(/** @type {CustomEvent} */ (event).detail))]));
  }, EVENTS);
  await tab.page.goto(`${server.address}/${name}.html`);
  /** @param {string} name @returns {Promise<any[]>} */
  const told = (name) => tab.page.evaluate((name) => /** @type {any} */ (window).heard.filter((/** @type {any[]} */ each) => each[0] === name).map((/** @type {any[]} */ each) => each[1]), name);
  const forgotten = () => tab.page.evaluate(() => void (/** @type {any} */ (window).heard.length = 0));
  const record = () => tab.page.evaluate(() => /** @type {any} */ (document.querySelector("due-regard-form")).record);
  return { ...tab, told, forgotten, record };
}

/** Begins an assessment and goes to its first page. @param {import("playwright-core").Page} page */
async function begun(page) {
  await page.getByRole("button", { name: "Start a new assessment" }).click();
  await page.waitForFunction(() => location.hash === "#/tasks");
  await page.evaluate(() => {
    location.hash = "#/s/about";
  });
  await page.waitForSelector("#q-reference");
}
before(async () => {
  for (const file of ["form.css", "element.js"]) fs.copyFileSync(path.join(target, "form", file), path.join(folder, file));
  fs.cpSync(path.join(target, "npm"), path.join(folder, "due-regard"), { recursive: true });
  fs.copyFileSync(path.join(ROOT, "rules/council-eia/framework.yaml"), path.join(folder, "framework.yaml"));
  fs.writeFileSync(path.join(folder, "broken.yaml"), "language: 1\ntitel: A\n");
  written("index", lines);
  server = await serve(folder);
});
after(() => {
  server.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

test("the lines of the README make a form that tells the page around what happens", async () => {
  assert.ok(lines.split("\n").length <= 6);
  const { page, said, close } = await browser();
  await page.goto(`${server.address}/index.html`);
  await page.waitForSelector("#dr-title");
  assert.equal(await page.title(), "Our service", "the title is the page's own");
  await page.evaluate(() => {
    const heard = (/** @type {any} */ (window).heard = /** @type {string[]} */ ([]));
    for (const name of ["record-change", "findings-change", "save-request"]) document.addEventListener(name, () => heard.push(name));
  });
  await page.getByRole("button", { name: "Start a new assessment" }).click();
  await page.evaluate(() => {
    location.hash = "#/s/about";
  });
  await page.fill("#q-reference", "ABC12");
  await page.waitForFunction(() => /** @type {any} */ (window).heard.includes("record-change"));
  assert.equal(await page.evaluate(() => /** @type {any} */ (document.querySelector("due-regard-form")).record.reference), "ABC12");
  await page.evaluate(() => {
    /** @type {any} */ (document.querySelector("due-regard-form")).record = { title: "From outside" };
  });
  await page.waitForFunction(() => /** @type {HTMLInputElement | null} */ (document.querySelector("#q-title"))?.value === "From outside");
  // What the page around may send, the form cannot know; and addresses of that page are not the form's.
  assert.doesNotMatch(await page.locator("body").innerText(), /cannot send anything|nothing you type leaves this browser/i);
  await page.evaluate(() => {
    location.hash = "#notes";
  });
  await page.waitForFunction(() => location.hash === "#notes");
  assert.equal(await page.locator("#q-title").inputValue(), "From outside");
  assert.deepEqual(said.filter((line) => !/favicon/.test(line) && !/404/.test(line)), []);
  await close();
});

test("taking back, making again and another stage are told", async () => {
  const { page, told, forgotten, close } = await opened("undo", lined('stage="draft"'));
  await page.waitForSelector("#dr-title");
  await begun(page);
  await page.fill("#q-reference", "ABC12");
  await page.waitForFunction(() => /** @type {any} */ (window).heard.some((/** @type {any[]} */ [name]) => name === "record-change"));
  for (const name of ["Undo", "Redo"]) {
    await forgotten();
    await page.getByRole("button", { name }).click();
    const [change] = await told("record-change");
    assert.equal(change?.path, "reference", name);
    assert.ok(change.revision > 1);
    assert.equal((await told("findings-change")).length, 1, name);
  }
  await forgotten();
  await page.evaluate(() => {
    location.hash = "#/stage";
  });
  await page.locator("input[name=dr-stage]").last().check();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForFunction(() => /** @type {any} */ (window).heard.length > 1);
  assert.equal((await told("record-change"))[0].path, "");
  assert.ok((await told("findings-change"))[0].verdicts.not_met >= 0);
  await close();
});

test("an element that is moved goes on, with what was being typed", async () => {
  const { page, told, record, close } = await opened("moved", `${lined('keeps="no"')}<div id="elsewhere"></div>`);
  await page.waitForSelector("#dr-title");
  await begun(page);
  await page.fill("#q-title", "Library hours");
  const typed = () => page.evaluate(() => {
    const input = /** @type {HTMLInputElement} */ (document.querySelector("#q-reference"));
    input.value = "ABC12";
    input.dispatchEvent(new Event("input", { bubbles: true }));
    const form = /** @type {any} */ (document.querySelector("due-regard-form"));
    document.querySelector("#elsewhere")?.append(form);
    return form.record;
  });
  assert.deepEqual(await typed(), { reference: "ABC12", title: "Library hours" });
  // Removed for a while, it comes back as it was, and hears addresses again.
  await page.evaluate(async () => {
    const form = /** @type {any} */ (document.querySelector("due-regard-form"));
    form.remove();
    await new Promise((go) => setTimeout(go, 50));
    location.hash = "#/tasks";
    await new Promise((go) => setTimeout(go, 50));
    document.body.append(form);
  });
  await page.getByRole("heading", { name: "Your assessment" }).or(page.locator("h1#dr-title")).first().waitFor();
  await page.evaluate(() => {
    location.hash = "#/s/about";
  });
  await page.waitForFunction(() => /** @type {HTMLInputElement | null} */ (document.querySelector("#q-reference"))?.value === "ABC12");
  await page.fill("#q-reference", "ABC13");
  await page.waitForFunction(() => /** @type {any} */ (document.querySelector("due-regard-form")).record.reference === "ABC13");
  assert.deepEqual(await record(), { reference: "ABC13", title: "Library hours" });
  assert.equal((await told("ready")).length, 1, "it was not begun anew");
  await close();
});

test("an element that is removed keeps what was being typed, and nothing open", async () => {
  const { page, close } = await opened("removed", lined('keeps="yes"'), `<script>
    window.channels = 0;
    const Channel = window.BroadcastChannel;
    window.BroadcastChannel = class extends Channel {
      constructor(name) { super(name); window.channels += 1; }
      close() { super.close(); window.channels -= 1; }
    };
  </script>`);
  await page.waitForSelector("#dr-title");
  await begun(page);
  assert.equal(await page.evaluate("channels"), 1);
  await page.evaluate(() => {
    const input = /** @type {HTMLInputElement} */ (document.querySelector("#q-reference"));
    input.value = "ABC12";
    input.dispatchEvent(new Event("input", { bubbles: true }));
    document.querySelector("due-regard-form")?.remove();
  });
  assert.equal(await page.evaluate("channels"), 0);
  // Another element, as pages make them that are put together from parts.
  await page.evaluate(() => {
    const form = document.createElement("due-regard-form");
    form.setAttribute("src", "framework.yaml");
    form.setAttribute("keeps", "yes");
    document.body.append(form);
  });
  await page.waitForFunction(() => /** @type {HTMLInputElement | null} */ (document.querySelector("#q-reference"))?.value === "ABC12");
  assert.equal(await page.evaluate("channels"), 1);
  await close();
});

test("a record that is given early is begun with", async () => {
  const { page, told, close } = await opened("early", lined("", `<due-regard-form id="first" src="framework.yaml"></due-regard-form>
    <script>
      const form = document.querySelector("#first");
      form.record = { title: "Before the element is known" };
      customElements.whenDefined("due-regard-form").then(() => {
        const second = document.createElement("due-regard-form");
        second.id = "second";
        second.record = { title: "Before it is loaded" };
        second.setAttribute("src", "framework.yaml");
        document.body.append(second);
      });
    </script>`));
  await page.waitForFunction(() => /** @type {any} */ (window).heard.filter((/** @type {any[]} */ [name]) => name === "ready").length === 2);
  assert.deepEqual(await page.evaluate(() => ["first", "second"].map((id) => /** @type {any} */ (document.getElementById(id)).record.title)), ["Before the element is known", "Before it is loaded"]);
  assert.deepEqual(await told("form-error"), []);
  await close();
});

test("what goes wrong is told, and said in the page", async () => {
  for (const [attributes, code, message, shown] of /** @type {const} */ ([
    ['src="nowhere.yaml"', undefined, /^nowhere\.yaml: 404$/, /nowhere\.yaml: 404/],
    ['src="broken.yaml"', "unusable-framework", /titel|language|framework/, /broken\.yaml:2/],
    ['src="framework.yaml" as-of="yesterday"', "invalid-setting", /`yesterday` is no day/, /`yesterday` is no day/],
    ['src="framework.yaml" stage="launch"', "invalid-setting", /launch/, /launch/],
    ['src="framework.yaml" language="e"', undefined, /language|locale/i, /language|locale/i],
  ])) {
    const { page, told, close } = await opened("wrong", lined("", `<due-regard-form ${attributes}></due-regard-form>`));
    await page.getByRole("heading", { name: "Something went wrong" }).waitFor();
    const [error, ...others] = await told("form-error");
    assert.equal(error.code, code, attributes);
    assert.match(error.message, message);
    assert.equal(error.diagnostics !== undefined, attributes.includes("broken"), attributes);
    assert.deepEqual(others, []);
    assert.match(await page.locator("due-regard-form").innerText(), shown);
    // What was wrong is put right.
    await page.evaluate(() => {
      const form = document.querySelector("due-regard-form");
      for (const name of ["as-of", "stage", "language"]) form?.removeAttribute(name);
      form?.setAttribute("src", "./framework.yaml");
    });
    await page.getByRole("button", { name: "Start a new assessment" }).waitFor();
    await close();
  }
  const { page, told, close } = await opened("stopped", lined(""));
  await page.waitForSelector("#dr-title");
  await page.evaluate(async () => {
    const { EngineCrash } = await import(/** @type {any} */ ("due-regard"));
    window.dispatchEvent(new ErrorEvent("error", { error: new EngineCrash("the engine stopped (for a test)") }));
  });
  assert.deepEqual(await told("form-error"), [{ code: "engine-stopped", message: "the engine stopped (for a test)" }]);
  await close();
});

test("attributes are followed", async () => {
  const { page, told, forgotten, record, close } = await opened("attributes", lined('stage="draft" as-of="2026-11-22"'));
  await page.waitForSelector("#dr-title");
  await begun(page);
  await page.fill("#q-reference", "ABC12");
  /** @param {string} name @param {string} value */
  const set = (name, value) => page.evaluate(([name = "", value = ""]) => document.querySelector("due-regard-form")?.setAttribute(name, value), [name, value]);
  const evaluated = () => page.evaluate(() => {
    const { stage, as_of } = /** @type {any} */ (document.querySelector("due-regard-form")).app.evaluation;
    return [stage, as_of];
  });
  assert.deepEqual(await evaluated(), ["draft", "2026-11-22"]);
  await set("stage", "publish");
  await set("as-of", "2027-01-31");
  assert.deepEqual(await evaluated(), ["publish", "2027-01-31"]);
  assert.equal((await told("findings-change")).length >= 2, true);
  await set("language", "cy");
  assert.equal(await page.locator("due-regard-form").getAttribute("lang"), "cy");
  await forgotten();
  for (const [name = "", value = ""] of [["stage", "launch"], ["as-of", "2027-02-31"], ["language", "e"]]) await set(name, value);
  assert.equal((await told("form-error")).length, 3);
  // The form stays as it was.
  assert.deepEqual(await evaluated(), ["publish", "2027-01-31"]);
  assert.equal(await page.inputValue("#q-reference"), "ABC12");
  assert.equal((await record()).reference, "ABC12");
  await close();
});

test("the page around may save instead, and give back what it saved", async () => {
  const { page, record, close } = await opened("saved", lined('keeps="no"'));
  await page.waitForSelector("#dr-title");
  await page.evaluate(() => document.addEventListener("save-request", (event) => {
    event.preventDefault();
    /** @type {any} */ (window).saved = /** @type {CustomEvent} */ (event).detail;
  }));
  let downloads = 0;
  page.on("download", () => (downloads += 1));
  await begun(page);
  await page.fill("#q-reference", "ABC12");
  await page.evaluate(() => {
    location.hash = "#/save";
  });
  await page.getByRole("button", { name: "Save a file" }).click();
  await page.waitForFunction(() => /** @type {any} */ (window).saved);
  const saved = await page.evaluate(() => /** @type {any} */ (window).saved);
  assert.match(saved.name, /\.json$/);
  assert.equal(JSON.parse(saved.text).records[0].reference, "ABC12");
  assert.equal(await page.locator(".dr-done:visible").count(), 0, "nobody is sent to the downloads");
  await page.waitForTimeout(300);
  assert.equal(downloads, 0);
  await page.goto(`${server.address}/saved.html`);
  await page.evaluate((text) => /** @type {any} */ (document.querySelector("due-regard-form")).open(text), saved.text);
  await page.waitForFunction(() => /** @type {any} */ (document.querySelector("due-regard-form")).app?.evaluation);
  assert.equal((await record()).reference, "ABC12");
  // Later too; a text that is none is refused in words.
  await page.evaluate((text) => /** @type {any} */ (document.querySelector("due-regard-form")).open(text), JSON.stringify({ ...JSON.parse(saved.text), records: [{ reference: "ABC13" }] }));
  await page.waitForFunction(() => location.hash === "#/tasks");
  assert.equal((await record()).reference, "ABC13");
  assert.match(await page.evaluate(() => {
    try {
      return /** @type {any} */ (document.querySelector("due-regard-form")).open("{");
    } catch (error) {
      return String(error);
    }
  }), /^Error: .{20,}/);
  // Of another version of the framework it says first what differs.
  const other = JSON.parse(saved.text);
  other.framework.sha256 = "0";
  await page.evaluate((text) => /** @type {any} */ (document.querySelector("due-regard-form")).open(text, "old.json"), JSON.stringify(other));
  await page.waitForFunction(() => location.hash === "#/opened");
  assert.match(await page.locator("due-regard-form").innerText(), /old\.json/);
  assert.equal((await record()).reference, "ABC13");
  await close();
});

test("two forms of one framework go on with a draft each", async () => {
  const { page, close } = await opened("two", `${lined('id="one" keeps="yes"')}<due-regard-form id="other" src="framework.yaml" keeps="yes"></due-regard-form>`);
  const ready = () => page.waitForFunction(() => /** @type {any} */ (window).heard.filter((/** @type {any[]} */ [name]) => name === "ready").length === 2);
  await ready();
  await page.evaluate(() => {
    for (const id of ["one", "other"]) {
      const form = /** @type {any} */ (document.getElementById(id));
      form.record = {};
      form.app.change({ kind: "set", path: "reference", answer: id }, { label: "" });
    }
  });
  await page.waitForFunction(() => [...document.querySelectorAll(".dr-kept")].filter((each) => /^Kept on this computer/.test(each.textContent ?? "")).length === 2);
  await page.reload();
  await ready();
  const references = () => page.evaluate(() => ["one", "other"].map((id) => /** @type {any} */ (document.getElementById(id)).record?.reference));
  assert.deepEqual(await references(), ["one", "other"]);
  // Both are kept when the page is left at once.
  const pending = await page.evaluate(() => {
    for (const id of ["one", "other"]) /** @type {any} */ (document.getElementById(id)).app.change({ kind: "set", path: "reference", answer: `${id} left` }, { label: "" });
    window.dispatchEvent(new Event("pagehide"));
    return Object.values(localStorage).filter((text) => /"reference":"(one|other) left"/.test(text)).length;
  });
  assert.equal(pending, 2);
  await page.reload();
  await ready();
  assert.deepEqual(await references(), ["one left", "other left"]);
  await close();
});

test("an address of the page around stands in no screen's way", async () => {
  written("around", lined(""));
  const { page, close } = await browser();
  await page.goto(`${server.address}/around.html#notes`);
  await page.getByRole("button", { name: "Start a new assessment" }).waitFor();
  await begun(page);
  await page.evaluate(() => {
    location.hash = "#notes";
    document.querySelector("due-regard-form")?.setAttribute("language", "cy");
  });
  await page.waitForFunction(() => document.querySelector("due-regard-form")?.getAttribute("lang") === "cy");
  assert.ok(await page.locator("#q-reference").isVisible());
  await close();
});

test("the form's links work where the page has a base", async () => {
  const { page, told, close } = await opened("based", lined(""), '<base href="/elsewhere/">'.replace("/elsewhere/", "./"));
  await page.waitForSelector("#dr-title");
  // From here on every address of nothing but `#` would lead elsewhere.
  await page.evaluate(() => document.querySelector("base")?.setAttribute("href", "/elsewhere/"));
  await begun(page);
  await page.getByRole("link", { name: "Check your answers" }).first().click();
  await page.waitForFunction(() => location.hash === "#/check");
  // Where an address needs a document and there is none, the first page is shown in its place.
  await page.evaluate(() => {
    const form = /** @type {any} */ (document.querySelector("due-regard-form"));
    form.app.end();
    location.hash = "#/findings";
  });
  await page.waitForFunction(() => location.hash === "#/");
  assert.equal(new URL(page.url()).pathname, "/based.html");
  assert.deepEqual(await told("form-error"), []);
  await close();
});

test("where there is no DOM it can be imported", async () => {
  assert.equal("HTMLElement" in globalThis, false);
  const { DueRegardForm, define } = await import(String(pathToFileURL(path.join(target, "form/element.js"))));
  define();
  assert.equal(typeof DueRegardForm, "function");
});

// The module in headless Chromium against the native engine: `node wasm/test/chromium.mjs FOLDER-OF-THE-PACKAGE DOCUMENTS`. Ends with 3 where there is no browser.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { withPage } from "./browser.mjs";
import { report } from "./same.js";

const [folder, documents] = process.argv.slice(2);
const page = `<!doctype html><meta charset="utf-8"><title>Test</title><link rel="icon" href="data:,"><script type="module">
import * as api from "/npm/index.js";
import { compare } from "/test/same.js";
await api.ready();
const text = await (await fetch("/documents")).text();
const begun = performance.now();
window.result = await compare(api, text.split("\\n").filter(Boolean));
window.took = performance.now() - begun;
</script>`;
const held = await withPage(
  { folders: { npm: resolve(folder), test: fileURLToPath(new URL(".", import.meta.url)) }, texts: { "/page.html": page, "/documents": readFileSync(documents, "utf8") } },
  async (tab, origin, said) => {
    await tab.goto(`${origin}/page.html`);
    await tab.waitForFunction(() => window.took !== undefined, null, { timeout: 300_000 }).catch(() => said.push("the page did not come to an end"));
    const [result, took] = await tab.evaluate(() => [window.result, window.took]);
    for (const line of said) console.log(line);
    const version = await tab.evaluate(() => navigator.userAgent.match(/Chrome\/([0-9.]+)/)?.[1] ?? "");
    return result !== undefined && report(`Chromium ${version}`, result, took) && said.length === 0;
  },
);
process.exit(held ? 0 : 1);

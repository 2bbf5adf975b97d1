// A headless Chromium for the module's tests: a page of ours, served from this machine, with nothing else around it.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(fileURLToPath(new URL("../form/package.json", import.meta.url)));
const TYPES = { ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm", ".html": "text/html; charset=utf-8", ".css": "text/css", ".json": "application/json" };

/** The browser's program; ends with 3 where there is none. */
export function chromiumPath() {
  for (const name of [process.env.CHROMIUM, "chromium", "chromium-browser", "google-chrome"].filter(Boolean)) {
    const found = spawnSync("sh", ["-c", `command -v "${name}"`], { encoding: "utf8" }).stdout.trim();
    if (found) return found;
  }
  console.log("Chromium is not here: install it, or name it in CHROMIUM");
  process.exit(3);
}

/** Serves folders (by the first part of the path) and texts, and runs `work` with a page. */
export async function withPage({ folders, texts = {}, headers = {}, viewport }, work) {
  let chromium;
  try {
    ({ chromium } = require("playwright-core"));
  } catch {
    console.log("playwright-core is not here: run `npm ci --ignore-scripts` in wasm/form");
    process.exit(3);
  }
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://127.0.0.1").pathname));
    const [, first, ...rest] = path.split("/");
    try {
      const text = texts[path];
      const body = text ?? readFileSync(join(folders[first] ?? "/nowhere", ...rest));
      response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "text/html; charset=utf-8", ...headers });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const profile = mkdtempSync(join(tmpdir(), "due-regard-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath(),
    headless: true,
    viewport,
    acceptDownloads: true,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  const page = await context.newPage();
  const said = [];
  page.on("console", (message) => said.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => said.push(`error: ${error.message}`));
  try {
    return await work(page, origin, said);
  } finally {
    await context.close();
    server.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

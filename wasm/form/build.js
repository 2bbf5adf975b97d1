// Builds what the page is made of into `target/form/`: the styles (`form.css`), the script of the single file (`form.js`), the page with places to fill in
// (`page.html`), the element for pages of one's own (`element.js`, `element.d.ts`), and the same parts of the page for lists (`list.*`). `regard form` fills the pages in. Needs the npm package in `target/npm` and the
// list's module in `target/list` (`wasm/build`).

import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import * as sass from "sass";
import { bundle, mangleProps, ownScript } from "./bundle.js";
import { renamed, shortNames, shortened } from "./keys.js";
import { cy } from "./src/messages/cy.js";
import { en } from "./src/messages/en.js";
import { cy as listCy } from "./src/list/messages/cy.js";
import { en as listEn } from "./src/list/messages/en.js";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.dirname(path.dirname(here));
const target = process.env.CARGO_TARGET_DIR ?? path.join(root, "target");
const out = path.join(target, "form");
/** The engine with its wrapper, as `wasm/build` puts it together. */
const engine = path.join(target, "npm/api.js");
/** What no build may hold: the typeface, the crest, the crown and the brand blue of GOV.UK, and ways to turn text into markup. */
const FORBIDDEN_STYLES = /@font-face|GDS Transport|crest|crown|#1d70b8/i;
const FORBIDDEN_SCRIPT = /\.(innerHTML|outerHTML|insertAdjacentHTML|srcdoc)\b|document\.write|\beval\(|new Function\(/;

/** @param {string} name @param {string} text @param {RegExp} forbidden */
function write(name, text, forbidden) {
  const found = forbidden.exec(text);
  if (found) throw new Error(`${name} holds ${found[0]}`);
  fs.writeFileSync(path.join(out, name), text);
}

/** Compiles styles, and gives them. @param {string} name */
function styles(name) {
  const made = sass.compile(path.join(here, `src/styles/${name}.scss`), { style: "compressed", loadPaths: [path.join(here, "node_modules"), path.join(here, "src/styles")], quietDeps: true });
  const text = made.css.replace(/^\ufeff/, "");
  write(`${name}.css`, text, FORBIDDEN_STYLES);
  return text;
}

/**
 * Writes a page with the element that holds it and the places for its data.
 *
 * @param {string} name @param {string} element @param {string} attributes @param {string[]} data
 */
function page(name, element, attributes, data) {
  const places = data.map((id) => `<script type="application/octet-stream" id="due-regard-${id}">@${id}@</script>`).join("\n");
  const template = fs.readFileSync(path.join(here, "page/page.html"), "utf8");
  const text = template.replace("@element@", element + attributes).replace("@ends@", element).replace("@data@", places);
  fs.writeFileSync(path.join(out, name), text);
}

async function build() {
  fs.mkdirSync(out, { recursive: true });
  styles("first");
  const css = styles("form");
  const script = await bundle(path.join(here, "src/single.js"), "iife", { alias: { "due-regard": engine }, mangleProps });
  const names = shortNames(script, Object.keys(en));
  write("form.js", shortened(script, names), FORBIDDEN_SCRIPT);
  write("element.js", await bundle(path.join(here, "src/module.js"), "esm", { external: ["due-regard"], mangleProps }), FORBIDDEN_SCRIPT);
  fs.copyFileSync(path.join(here, "element.d.ts"), path.join(out, "element.d.ts"));
  page("page.html", "due-regard-form", "", ["example"]);
  // Messages are data in the page, not script; and most styles too, which stand packed in it with them.
  fs.writeFileSync(path.join(out, "messages.json"), JSON.stringify({ ...renamed({ en, cy }, names), css }));
  if (fs.existsSync(path.join(target, "list/glue.js"))) await list();
}

/** The page for lists: its styles, its script, the script of its worker, and the page with its messages. */
async function list() {
  const css = styles("list");
  for (const [name, from] of /** @type {const} */ ([["list.js", "src/list/single.js"], ["list-worker.js", "src/list/worker.js"]])) {
    write(name, await bundle(path.join(here, from), "iife", { alias: { "due-regard-list": path.join(target, "list/glue.js") } }), FORBIDDEN_SCRIPT);
  }
  page("list.html", "div", ' id="due-regard-list"', ["registers", "worker"]);
  fs.writeFileSync(path.join(out, "list-messages.json"), JSON.stringify({ en: listEn, cy: listCy, css }));
}

/** @param {string} name @param {string | Uint8Array} [bytes] */
function sizes(name, bytes = fs.readFileSync(path.join(out, name))) {
  return `${name}: ${bytes.length} bytes, ${brotliCompressSync(bytes).length} with brotli`;
}

await build();
for (const name of ["first.css", "form.css", "form.js", "element.js", "messages.json", "list.css", "list.js", "list-worker.js"]) if (fs.existsSync(path.join(out, name))) console.log(sizes(name));
console.log(sizes("form.js without the engine's wrapper", await ownScript(path.join(here, "src/single.js"))));

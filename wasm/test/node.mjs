// The module in Node against the native engine: `node wasm/test/node.mjs FOLDER-OF-THE-PACKAGE DOCUMENTS`.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { compare, report } from "./same.js";

const [folder, documents] = process.argv.slice(2);
const api = await import(pathToFileURL(resolve(folder, "node.js")));
await api.ready();
const lines = readFileSync(documents, "utf8").split("\n").filter(Boolean);
const begun = performance.now();
const held = report(`Node ${process.versions.node}`, await compare(api, lines), performance.now() - begun);
process.exit(held ? 0 : 1);

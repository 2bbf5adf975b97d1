// Prints how large the module is as it travels, against the budget: `node wasm/sizes.mjs FOLDER BYTES`. Fails when it is over it.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const [folder, most] = process.argv.slice(2);
const brotli = (bytes) =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
const count = (bytes) => bytes.toLocaleString("en-GB").padStart(10);
console.log(`${"".padEnd(16)}${"raw".padStart(10)}${"gzip".padStart(10)}${"brotli".padStart(10)}`);
let module = 0;
for (const name of ["due_regard.wasm", "glue.js", "api.js", "worker.js"]) {
  const path = join(folder, name);
  if (!existsSync(path)) continue;
  const bytes = readFileSync(path);
  const small = brotli(bytes).length;
  if (name.endsWith(".wasm")) module = small;
  console.log(`${name.padEnd(16)}${count(bytes.length)}${count(gzipSync(bytes, { level: 9 }).length)}${count(small)}`);
}
const room = Number(most) - module;
console.log(`the module may have ${Number(most).toLocaleString("en-GB")} bytes after brotli: ${room >= 0 ? `${room.toLocaleString("en-GB")} to spare` : `${(-room).toLocaleString("en-GB")} TOO MANY`}`);
if (room < 0) process.exit(1);

// Puts the npm package together: `node wasm/assemble.mjs FOLDER-OF-WASM-BINDGEN FOLDER-OF-THE-PACKAGE`; with --list, the module of the page for lists. Called by wasm/build.
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import process from "node:process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..");
const list = process.argv[2] === "--list";
const [made, out] = process.argv.slice(list ? 3 : 2);
// What is no text would be written past the end of memory, and stop the engine; half a character would become another sign. Both are refused, as an `InputError`: where a text is an argument, not where the
// engine asks for one of a value that it looks through, in the midst of which nothing may be thrown.
const WANTED = `function wantedText(arg) {
const refuse = (kind, message) => { throw { kind, message, path: "" }; };
if (typeof arg !== "string") refuse("invalid-setting", "a text is wanted here, not " + (arg === null ? arg : typeof arg));
if (arg.isWellFormed && !arg.isWellFormed()) refuse("not-json", "a text has half a character in it");
return arg;
}`;
// What wasm-bindgen makes keeps one instance for ever. As a function it makes one each time it is called: a fresh one takes the place of one that stopped.
function writeGlue(name) {
  const glue = readFileSync(join(made, `${name}.js`), "utf8");
  const argument = /passStringToWasm0\((?!ret,)(\w+), wasm\./g;
  if (!/^let wasm_bindgen = /m.test(glue) || !argument.test(glue) || !/passStringToWasm0\(ret, wasm\./.test(glue)) throw new Error("wasm-bindgen's output has another shape than this script knows");
  writeFileSync(
    join(out, "glue.js"),
    `// Made by wasm-bindgen. Each call gives the functions of an instance of its own, to be started by initSync.\n${WANTED}\nexport function glue() {\n${glue.replace(argument, "passStringToWasm0(wantedText($1), wasm.")}\nreturn wasm_bindgen;\n}\n`,
  );
}
mkdirSync(out, { recursive: true });
if (list) {
  writeGlue("due_regard_list");
  copyFileSync(join(made, "due_regard_list_bg.wasm"), join(out, "due_regard_list.wasm"));
  process.exit();
}
for (const old of readdirSync(out)) if (/\.(js|ts|wasm|json|md)$|^LICENSE/.test(old)) rmSync(join(out, old));

// The version is the crate's.
const version = /^version = "(.*)"$/m.exec(readFileSync(join(root, "Cargo.toml"), "utf8"))[1];
const described = JSON.parse(readFileSync(join(here, "npm/package.json"), "utf8"));
writeFileSync(join(out, "package.json"), `${JSON.stringify({ ...described, version }, null, 2)}\n`);

writeGlue("due_regard");
copyFileSync(join(made, "due_regard_bg.wasm"), join(out, "due_regard.wasm"));
for (const file of readdirSync(join(here, "npm"))) {
  if (/\.(js|ts|md)$/.test(file)) copyFileSync(join(here, "npm", file), join(out, file));
}
for (const licence of ["LICENSE-MIT", "LICENSE-APACHE"]) copyFileSync(join(root, licence), join(out, licence));

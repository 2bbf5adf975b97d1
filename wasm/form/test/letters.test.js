// Bytes that stand in the page as text: the same examples as in `cli/src/command/form/letters.rs`, which writes them, and bytes that the page has to refuse.

import assert from "node:assert/strict";
import fs from "node:fs";
import { gzipSync } from "node:zlib";
import { test } from "node:test";
import { bytesOf, unpack } from "../src/engine.js";

test("bytes are read as the command line writes them", () => {
  for (const [bytes, text] of [["", ""], ["\0", "!!"], ["a", "%\""], ["ab", "U'$"], ["\xff", "g#"]]) {
    assert.equal(Buffer.from(bytesOf(text ?? "")).toString("latin1"), bytes);
    assert.equal(Buffer.from(bytesOf(`\n${text}\n`)).toString("latin1"), bytes, "an editor that ends the line changes nothing");
  }
});

test("what was damaged on its way is refused", async () => {
  const packed = gzipSync("the engine ".repeat(100));
  const text = write(packed);
  assert.equal(await unpack(text).text(), "the engine ".repeat(100));
  for (const damaged of [text.slice(0, -4), text.slice(4), text.replace(text[30] ?? "", "~"), `${text}x`]) await assert.rejects(unpack(damaged).text());
});

test("what the README says prints the framework of a page", async () => {
  const readme = fs.readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const code = /prints it in the browser's console[^`]*```js\n([^`]*)```/.exec(readme)?.[1] ?? "";
  for (const text of ["title: A\n", `title: ${"Ffurflen — é ".repeat(40)}\n`, "x"]) {
    const page = { getElementById: (/** @type {string} */ id) => ({ textContent: id === "due-regard-framework" ? `${write(gzipSync(JSON.stringify({ file: "a.yaml", text })))}\n` : "" }) };
    assert.equal(await new Promise((log) => new Function("document", "console", code)(page, { log })), text);
  }
});

/** As the command line does it. @param {Uint8Array} bytes */
function write(bytes) {
  let [text, bits, count] = ["", 0, 0];
  const letter = (/** @type {number} */ digit) => String.fromCharCode(digit < 27 ? 33 + digit : 34 + digit);
  for (const byte of bytes) {
    bits |= byte << count;
    count += 8;
    if (count > 13) {
      const taken = (bits & 8191) < 457 ? 14 : 13;
      const number = bits & ((1 << taken) - 1);
      text += letter(number % 93) + letter(Math.floor(number / 93));
      bits >>= taken;
      count -= taken;
    }
  }
  if (count > 0) text += letter(bits % 93) + (count > 7 || bits > 92 ? letter(Math.floor(bits / 93)) : "");
  return text;
}

// What a module consists of: `node wasm/weigh.mjs MODULE [DEPTH]`. MODULE has to have its names: build with CARGO_PROFILE_WASM_STRIP=none and take
// target/wasm/wasm32-unknown-unknown/wasm/due_regard_wasm.wasm. For each part (a module of ours, whatever generic code was made for it, or a crate): bytes of code, functions,
// and how much less the whole code is after brotli without it. The last counts, and its sum is less than the whole, because parts are like one another.
import { readFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";

const [file, depth = "1"] = process.argv.slice(2);
if (!file) {
  console.error("node wasm/weigh.mjs MODULE [DEPTH]");
  process.exit(2);
}
const bytes = readFileSync(file);
const brotli = (part) => brotliCompressSync(part, { params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: part.length } }).length;

let at = 8; // after the magic number and the version
const number = () => {
  for (let value = 0, scale = 1; ; scale *= 128) {
    const byte = bytes[at++];
    value += (byte & 127) * scale;
    if (byte < 128) return value;
  }
};
const text = () => {
  const end = number() + at;
  const read = bytes.toString("utf8", at, end);
  at = end;
  return read;
};
const limits = () => {
  const flags = number();
  number();
  if (flags & 1) number();
};

let imported = 0;
const functions = []; // [where, how long]
const names = new Map();
const data = [];
while (at < bytes.length) {
  const kind = bytes[at++];
  const end = number() + at;
  if (kind === 2) {
    for (let left = number(); left > 0; left -= 1) {
      text();
      text();
      const what = bytes[at++];
      if (what === 0) {
        imported += 1;
        number();
      } else if (what === 1) {
        at += 1;
        limits();
      } else if (what === 2) limits();
      else at += 2;
    }
  } else if (kind === 10) {
    for (let left = number(); left > 0; left -= 1) {
      const size = number();
      functions.push([at, size]);
      at += size;
    }
  } else if (kind === 11) {
    for (let left = number(); left > 0; left -= 1) {
      if (number() === 0) {
        while (bytes[at] !== 0x0b) at += 1; // the place in memory, a constant
        at += 1;
      }
      const size = number();
      data.push(bytes.subarray(at, at + size));
      at += size;
    }
  } else if (kind === 0 && text() === "name") {
    while (at < end) {
      const sort = bytes[at++];
      const after = number() + at;
      if (sort === 1) for (let left = number(); left > 0; left -= 1) names.set(number(), text());
      at = after;
    }
  }
  at = end;
}
if (names.size === 0) {
  console.error("the module has no names: build with CARGO_PROFILE_WASM_STRIP=none");
  process.exit(1);
}

/** The modules in a mangled name (Rust's v0), from a crate on: lengths and names in turn. */
const path = (name, crate) => {
  const found = [crate];
  for (let rest = name.slice(name.indexOf(crate) + crate.length); ;) {
    const [digits] = /^\d+/.exec(rest) ?? [""];
    if (!digits) return found.join("::");
    found.push(rest.slice(digits.length).replace(/^_/, "").slice(0, Number(digits)));
    rest = rest.slice(digits.length).replace(/^_/, "").slice(Number(digits)).replace(/^N[a-z]/, "");
  }
};

/** The part that a function belongs to. */
const part = (name) => {
  if (name.startsWith("_R")) {
    const crate = /\d(due_regard_wasm|due_regard|granit_parser|serde_json|serde_core|serde|sha2|memchr|hashbrown|wasm_bindgen|js_sys|dlmalloc|strsim|smallvec|compiler_builtins|alloc|core|std)(?=[^a-z_]|_\d)/.exec(name);
    // What is generic belongs to the first of ours in it.
    const ours = /\d(due_regard_wasm|due_regard)(?=\d)/.exec(name);
    if (ours) return path(name, ours[1]).split("::").slice(0, 1 + Number(depth)).join("::");
    return crate ? crate[1] : "others";
  }
  const plain = name.replace(/\[[0-9a-f]+\]/g, "");
  const ours = /due_regard(_wasm)?(::[a-z_0-9]+)+/.exec(plain);
  if (ours) return ours[0].split("::").slice(0, 1 + Number(depth)).join("::");
  const crate = /(granit_parser|serde_json|serde_core|serde|sha2|memchr|hashbrown|wasm_bindgen|js_sys|dlmalloc|strsim|smallvec|compiler_builtins)(::|>)/.exec(plain);
  return crate ? crate[1] : plain.replace(/^[<&([]+(mut |dyn )?/, "").split(/[<(> ]/)[0].split("::").slice(0, 2).join("::");
};

const parts = new Map();
functions.forEach(([where, size], place) => {
  const name = part(names.get(place + imported) ?? "?");
  const known = parts.get(name) ?? { size: 0, count: 0 };
  parts.set(name, { size: known.size + size, count: known.count + 1 });
});
const code = (but) => Buffer.concat(functions.filter((_, place) => part(names.get(place + imported) ?? "?") !== but).map(([where, size]) => bytes.subarray(where, where + size)));
const whole = code(null);
const all = brotli(whole);
const row = (...cells) => console.log(cells.slice(0, 3).map((cell) => String(cell).padStart(10)).join(""), "", cells[3]);
row("bytes", "functions", "brotli", "");
row(whole.length, functions.length, all, "all code");
const constantData = Buffer.concat(data);
row(constantData.length, "", brotli(constantData), "all data");
for (const [name, { size, count }] of [...parts].sort((one, other) => other[1].size - one[1].size).slice(0, 40)) row(size, count, all - brotli(code(name)), name);

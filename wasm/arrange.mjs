// Puts the functions of a module in an order in which it packs better, like beside like, and keeps one of those that are the same: `node wasm/arrange.mjs MODULE OUT`. Called by wasm/build.
// What a module does rests on no order: the same bytes come out, with the numbers by which functions call one another changed, and without what is said of how places in memory are aligned, which is
// a hint that no result rests on and that engines pass over. A name section goes, because its numbers would be wrong.
import { readFileSync, writeFileSync } from "node:fs";

/** How far back gzip looks: what is like a function has to stand within this many bytes before it. */
const WINDOW = 16_000;
/** A piece of code is this many bytes, as long as what packing can refer to with gain. */
const PIECE = 6;
/** A piece that is in more functions than this says nothing about which of them are alike. */
const COMMON = 1_000;

const SECTION = { custom: 0, import: 2, function: 3, global: 6, export: 7, start: 8, element: 9, code: 10 };

/** Reads numbers of a module. */
class Reader {
  /** @param {Uint8Array} bytes @param {number} at @param {number} end */
  constructor(bytes, at = 0, end = bytes.length) {
    Object.assign(this, { bytes, at, end });
  }

  byte() {
    return this.bytes[this.at++];
  }

  number() {
    for (let value = 0, scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  /** A number whose value does not matter. */
  pass() {
    while (this.byte() > 127);
  }

  /** As many things as stand there, each read by a function. */
  each(read) {
    for (let left = this.number(); left > 0; left -= 1) read();
  }

  /** Bytes, after how many they are. */
  take() {
    const size = this.number();
    this.at += size;
    return this.bytes.subarray(this.at - size, this.at);
  }
}

/** A number as a module writes it. */
function written(value) {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value & 127) | 128);
  return [...bytes, value];
}

/** Goes over instructions to the end of what is read, and tells of each function that is named where its number begins and ends. */
function functionsNamed(reader, tell) {
  while (reader.at < reader.end) instruction(reader, tell);
}

/** Goes over one instruction. One that the compiler does not write today is refused, because what follows it would be misread. */
function instruction(reader, tell) {
  const code = reader.byte();
  const name = () => {
    const from = reader.at;
    const number = reader.number();
    tell(from, reader.at, number);
  };
  if (code === 0x10 || code === 0x12 || code === 0xd2) name(); // call, return_call, ref.func
  else if (code === 0x11 || code === 0x13) reader.pass(reader.pass()); // call_indirect, return_call_indirect
  else if (code >= 0x02 && code <= 0x04) reader.pass(); // block, loop, if
  else if (code === 0x0c || code === 0x0d || (code >= 0x20 && code <= 0x26) || code === 0x3f || code === 0x40) reader.pass(); // branches, locals, globals, tables, the size of memory
  else if (code === 0x0e) reader.pass(reader.each(() => reader.pass())); // br_table
  else if (code === 0x1c) reader.each(() => reader.pass()); // select of a type
  else if (code >= 0x28 && code <= 0x3e) alignedPlace(reader); // loads and stores
  else if (code === 0x41 || code === 0x42 || code === 0xd0) reader.pass(); // whole numbers, ref.null
  else if (code === 0x43) reader.at += 4;
  else if (code === 0x44) reader.at += 8;
  else if (code === 0xfc) extended(reader);
  else if (!(code <= 0x01 || code === 0x05 || code === 0x0b || code === 0x0f || code === 0x1a || code === 0x1b || (code >= 0x45 && code <= 0xc4) || code === 0xd1)) throw new Error(`wasm/arrange.mjs does not know the instruction ${code.toString(16)}`);
}

/** A place in memory; the hint of how it is aligned is taken out. */
function alignedPlace(reader) {
  const hint = reader.at;
  if (reader.number() & 0x40) throw new Error("wasm/arrange.mjs does not know modules of several memories");
  reader.bytes[hint] = 0;
  reader.pass();
}

/** Conversions that saturate, and what works on whole stretches of memory and tables. */
function extended(reader) {
  const operands = [0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 1, 2, 1, 2, 1, 1, 1][reader.number()];
  if (operands === undefined) throw new Error("wasm/arrange.mjs does not know one of the module's instructions");
  for (let left = operands; left > 0; left -= 1) reader.pass();
}

/** A constant: instructions up to the first `end`. */
function constant(reader, tell) {
  while (reader.bytes[reader.at] !== 0x0b) instruction(reader, tell);
  reader.at += 1;
}

/** The sections of a module. */
function sections(bytes) {
  const reader = new Reader(bytes, 8); // after the magic number and the version
  const found = [];
  while (reader.at < bytes.length) found.push({ kind: reader.byte(), content: reader.take() });
  return found;
}

/** How many functions a module imports. */
function countImports(content) {
  const reader = new Reader(content);
  const limits = () => {
    const flags = reader.number();
    reader.pass();
    if (flags & 1) reader.pass();
  };
  let count = 0;
  reader.each(() => {
    reader.take();
    reader.take();
    const what = reader.byte();
    if (what === 0) {
      count += 1;
      reader.pass();
    } else if (what === 1) {
      reader.at += 1;
      limits();
    } else if (what === 2) limits();
    else if (what === 3) reader.at += 2;
    else throw new Error("wasm/arrange.mjs does not know what the module imports");
  });
  return count;
}

/** Where functions are named outside of code. */
function namedIn({ kind, content }) {
  const names = [];
  const tell = (from, to, number) => names.push([from, to, number]);
  const reader = new Reader(content);
  const name = () => {
    const from = reader.at;
    const number = reader.number();
    tell(from, reader.at, number);
  };
  if (kind === SECTION.start) name();
  if (kind === SECTION.export) {
    reader.each(() => {
      reader.take();
      if (reader.byte() === 0) name();
      else reader.pass();
    });
  }
  if (kind === SECTION.global) {
    reader.each(() => {
      reader.at += 2;
      constant(reader, tell);
    });
  }
  if (kind === SECTION.element) {
    reader.each(() => {
      const flags = reader.number();
      if (flags & 2 && !(flags & 1)) reader.pass(); // which table
      if (!(flags & 1)) constant(reader, tell);
      if (flags & 3) reader.at += 1; // what kind the elements are of
      reader.each(flags & 4 ? () => constant(reader, tell) : name);
    });
  }
  return names;
}

/** Bytes with functions named anew. */
function renamed(bytes, names, numberOf) {
  const parts = [];
  let at = 0;
  for (const [from, to, number] of names) parts.push(bytes.subarray(at, from), Uint8Array.from(written(numberOf(number)))) && (at = to);
  return Buffer.concat([...parts, bytes.subarray(at)]);
}

/** Which function stands for each, where several are the same but for calling functions that are the same. */
function same(functions, imported) {
  let standsFor = functions.map((_, place) => place);
  for (let before = -1, now = 0; before !== now; ) {
    const first = new Map();
    standsFor = functions.map(({ type, body, names }, place) => {
      const key = `${type} ${renamed(body, names, (number) => (number < imported ? number : imported + standsFor[number - imported])).toString("latin1")}`;
      if (!first.has(key)) first.set(key, place);
      return first.get(key);
    });
    before = now;
    now = first.size;
  }
  return standsFor;
}

/** An order of functions: after each the one that shares most with those that stand just before, for its size. */
function alike(bodies) {
  const pieces = bodies.map((body) => {
    const found = new Set();
    for (let at = 0; at + PIECE <= body.length; at += 1) {
      let hash = 0;
      for (let place = at; place < at + PIECE; place += 1) hash = Math.imul(hash ^ body[place], 0x9e3779b1) + 0x7f4a7c15;
      found.add(hash);
    }
    return [...found];
  });
  const holders = new Map();
  pieces.forEach((held, place) => {
    for (const piece of held) holders.has(piece) ? holders.get(piece).push(place) : holders.set(piece, [place]);
  });
  const shared = new Float64Array(bodies.length);
  const near = new Map();
  const count = (place, step) => {
    for (const piece of pieces[place]) {
      const holding = holders.get(piece);
      if (holding.length > COMMON) continue;
      const times = (near.get(piece) ?? 0) + step;
      near.set(piece, times);
      if (times === (step > 0 ? 1 : 0)) for (const other of holding) shared[other] += step / Math.log2(1 + holding.length);
    }
  };
  const left = new Set(bodies.keys());
  const order = [];
  for (let next = 0, oldest = 0, size = 0; left.size > 0; ) {
    left.delete(next);
    order.push(next);
    count(next, 1);
    size += bodies[next].length;
    for (; size > WINDOW && oldest < order.length - 1; oldest += 1) {
      size -= bodies[order[oldest]].length;
      count(order[oldest], -1);
    }
    let most = -1;
    for (const place of left) {
      const share = shared[place] / (pieces[place].length + 4);
      if (share > most) [most, next] = [share, place];
    }
  }
  return order;
}

function arrange(bytes) {
  const parts = sections(bytes).filter(({ kind, content }) => kind !== SECTION.custom || Buffer.from(new Reader(content).take()).toString() !== "name");
  const section = (kind) => parts.find((part) => part.kind === kind);
  const imports = section(SECTION.import);
  const imported = imports ? countImports(imports.content) : 0;
  const types = new Reader(section(SECTION.function).content);
  const code = new Reader(section(SECTION.code).content);
  const functions = [];
  types.each(() => functions.push({ type: types.number() }));
  let place = 0;
  code.each(() => {
    const body = code.take();
    const reader = new Reader(body);
    reader.each(() => reader.pass(reader.pass())); // local variables: how many, of which type
    const names = [];
    functionsNamed(reader, (from, to, number) => names.push([from, to, number]));
    Object.assign(functions[place++], { body, names });
  });
  const standsFor = same(functions, imported);
  const kept = functions.filter((_, each) => standsFor[each] === each);
  const order = alike(kept.map(({ body }) => body)).map((each) => kept[each]);
  const placeOf = new Map(order.map((each, to) => [each, imported + to]));
  const numberOf = (number) => (number < imported ? number : placeOf.get(functions[standsFor[number - imported]]));
  const counted = (items) => Buffer.concat([Uint8Array.from(written(items.length)), ...items]);
  for (const part of parts) {
    if (part.kind === SECTION.function) part.content = counted(order.map(({ type }) => Uint8Array.from(written(type))));
    else if (part.kind === SECTION.code) {
      part.content = counted(
        order.map(({ body, names }) => {
          const made = renamed(body, names, numberOf);
          return Buffer.concat([Uint8Array.from(written(made.length)), made]);
        }),
      );
    } else part.content = renamed(part.content, namedIn(part), numberOf);
  }
  return Buffer.concat([bytes.subarray(0, 8), ...parts.flatMap(({ kind, content }) => [Uint8Array.from([kind, ...written(content.length)]), content])]);
}

const [from, to] = process.argv.slice(2);
if (!to) {
  console.error("node wasm/arrange.mjs MODULE OUT");
  process.exit(2);
}
const made = arrange(readFileSync(from));
if (!WebAssembly.validate(made)) throw new Error("wasm/arrange.mjs made a module that is none");
writeFileSync(to, made);

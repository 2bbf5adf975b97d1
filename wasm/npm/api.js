// The engine as objects: errors as classes, and objects that go on working when the engine has stopped and a fresh one stands in its place.
// The same for pages, bundlers, Node and workers; only where the module comes from differs (index.js, node.js).
import { glue } from "./glue.js";

/** A framework that cannot be used. */
export class LoadError extends Error {
  constructor(message, diagnostics) {
    super(message);
    this.name = "LoadError";
    this.code = "unusable-framework";
    this.diagnostics = diagnostics;
  }
}

/** Something given to the engine that it cannot take. */
export class InputError extends Error {
  constructor(message, kind, path = "", help = "") {
    super(message);
    this.name = "InputError";
    this.code = this.kind = kind;
    this.path = path;
    this.help = help;
  }
}

/** The engine stopped; a fresh one is in its place. */
export class EngineCrash extends Error {
  constructor(message) {
    super(message);
    this.name = "EngineCrash";
    this.code = "engine-stopped";
  }
}

let module = null; // compiled once
let engine = null; // the instance in use
let generation = 0; // which one: an object made by another is made again before it is used
let loading = null;
let standard = null; // where the module lies when nobody says

/** For the entry points: where the module is found when `ready` is told nothing. */
export function usually(source) {
  standard = source;
}

function start() {
  engine = glue();
  engine.initSync({ module });
  generation += 1;
}

async function compile(source) {
  const given = await (typeof source === "function" ? source() : source);
  if (given instanceof WebAssembly.Module) return given;
  if (typeof Response !== "undefined" && given instanceof Response) {
    if (!given.ok) throw new Error(`the module could not be fetched: ${given.status} ${given.url}`);
    // A server that does not know the type of .wasm is no reason to fail.
    if (given.headers.get("content-type") === "application/wasm") return WebAssembly.compileStreaming(given);
    return WebAssembly.compile(await given.arrayBuffer());
  }
  if (given instanceof URL || typeof given === "string") return compile(fetch(given));
  return WebAssembly.compile(given);
}

/** Loads the module; later calls do nothing. */
export function ready(source = standard) {
  loading ??= compile(source).then((compiled) => {
    module = compiled;
    start();
  }).catch((error) => {
    loading = null; // it may be tried again
    throw error;
  });
  return loading;
}

/** Loads the module from its bytes, or compiled, without waiting: for Node and workers. */
export function readySync(source) {
  if (engine) return;
  module = source instanceof WebAssembly.Module ? source : new WebAssembly.Module(source);
  start();
  loading = Promise.resolve();
}

export function compiled() {
  return module;
}

function running() {
  if (!engine) throw new Error("the engine is not loaded yet: `await ready()` first");
  return engine;
}

export function version() {
  return call(() => running().version());
}

/** Runs something in the engine; what it throws becomes an error of ours, and where it stops a fresh one takes its place. */
export function call(work) {
  try {
    return work();
  } catch (error) {
    const stopped = error instanceof WebAssembly.RuntimeError || (error instanceof RangeError && /stack/i.test(error.message));
    if (stopped) {
      start();
      throw new EngineCrash(`the engine stopped (${error.message}); a fresh one has taken its place`);
    }
    if (error !== null && typeof error === "object" && !(error instanceof Error) && "kind" in error) {
      throw error.kind === "load" ? new LoadError(error.message, error.diagnostics) : new InputError(error.message, error.kind, error.path, error.help);
    }
    throw error;
  }
}

/** An object of the engine that can be made again. */
export class Held {
  #made = null;
  #by = 0;
  #freed = false;

  /** The engine's object; made again when another instance made it. */
  get inner() {
    if (this.#freed) throw new Error("it was freed");
    if (this.#by !== generation || !this.#made) {
      this.#made = call(() => this.make(running()));
      this.#by = generation;
    }
    return this.#made;
  }

  use(work) {
    const inner = this.inner;
    return call(() => work(inner));
  }

  get freed() {
    return this.#freed;
  }

  /** Throws what was made away; it is made again when it is needed. */
  again() {
    this.#made = null;
  }

  free() {
    if (!this.#freed && this.#made && this.#by === generation) call(() => this.#made.free());
    this.#freed = true;
    this.#made = null;
  }
}
if (Symbol.dispose) Held.prototype[Symbol.dispose] = Held.prototype.free;

/** The day by the clock of this machine. */
function today() {
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** What something is, for whoever gave it where something else is wanted. */
function called(value) {
  if (value === null || typeof value !== "object") return typeof value === "object" ? "null" : `a ${typeof value}`;
  return `an object of the class ${Object.getPrototypeOf(value)?.constructor?.name}`;
}

function refuse(path, message, help = "") {
  throw new InputError(message, "invalid-setting", path, help);
}

/** Options as they were given; one without a value is not given. With `names` there are no others. */
export function given(options, names, what = "") {
  const before = options ?? {};
  const made = typeof before === "object" ? Object.getPrototypeOf(before) : before;
  if (made !== null && (typeof before !== "object" || Object.getPrototypeOf(made) !== null)) refuse(what, `${what || "options"}: a plain object is wanted, not ${called(options)}`, "write it as `{name: value}`");
  const entries = Object.entries(before).filter(([, value]) => value !== undefined);
  for (const [name] of entries) if (names && !names.includes(name)) refuse(name, `there is no option \`${name}\``, `there are ${names.join(", ")}`);
  return Object.fromEntries(entries);
}

export function dated(options) {
  const all = given(options);
  return { ...all, as_of: all.as_of ?? today() };
}

const tag = (value) => Object.prototype.toString.call(value);
const isBytes = (value) => tag(value) === "[object Uint8Array]";
const BYTES = "of a buffer make bytes by `new Uint8Array(buffer)`, of a text by `new TextEncoder().encode(text)`";

/** Bytes as they were given; nothing else is taken for some, whatever realm they are from. */
function bytes(value) {
  if (!isBytes(value)) refuse("bytes", `bytes are a Uint8Array, not ${called(value)}`, BYTES);
  return value;
}

/** A list as it was given: bytes, or a `Blob`. */
export function listed(list) {
  if (!isBytes(list) && !/^\[object (Blob|File)\]$/.test(tag(list))) refuse("list", `a list is a Blob, a File or a Uint8Array, not ${called(list)}`, BYTES);
  return list;
}

function loaded(framework) {
  if (!(framework instanceof Framework)) refuse("framework", `a framework is what \`Framework.load\` gives, not ${called(framework)}`, "load it first: `Framework.load(text)`");
  return framework;
}

/** Where a framework's text is from, and how others are found. */
function places(options) {
  const { file = "framework.yaml", find = null } = given(options, ["file", "find"]);
  if (find !== null && typeof find !== "function") refuse("find", `\`find\` is a function from a name to a text, not ${called(find)}`);
  return [file, finder(find)];
}

/** The host's way to find frameworks, asked once for each. */
function finder(find) {
  const known = new Map();
  return (name) => {
    if (!known.has(name)) known.set(name, find ? find(name) : null);
    return known.get(name);
  };
}

export class Framework extends Held {
  #text;
  #file;
  #find;

  constructor(text, options) {
    super();
    this.#text = text;
    [this.#file, this.#find] = places(options);
    const inner = this.inner;
    [this.id, this.version, this.sha256] = call(() => [inner.id, inner.version, inner.sha256]);
  }

  static load(text, options) {
    return new Framework(text, options);
  }

  static check(text, options) {
    const [file, find] = places(options);
    return call(() => running().Framework.check(text, file, find));
  }

  make(from) {
    return from.Framework.load(this.#text, this.#file, this.#find);
  }

  get diagnostics() {
    return this.use((inner) => inner.diagnostics());
  }

  describe(language = "") {
    return this.use((inner) => inner.describe(language));
  }

  audit(record, options) {
    return this.use((inner) => inner.audit(record, dated(options)));
  }

  auditText(record, options) {
    return this.report(record, "json", options);
  }

  report(record, format, options) {
    return this.use((inner) => inner.report(record, format, dated(options)));
  }

  next(record, options) {
    return this.use((inner) => inner.next(record, dated(options)));
  }

  explain(record, fingerprint, options) {
    return this.use((inner) => inner.explain(record, fingerprint, dated(options)));
  }
}

const MOST_CHANGES = 64;
/** Milliseconds of warming up in a row, so that nobody who begins to type has to wait. */
const IN_A_ROW = 8;
/** How often each place is typed into: the first letter of a text goes other ways than those after it, and a browser makes quicker code of what it has run some hundred times. */
const ROUNDS = 5;
let warmed = 0; // the instance that was warmed up

/** The next moment in which a page has nothing to do; where there is no such thing, soon. */
function idle() {
  return new Promise((go) => (globalThis.requestIdleCallback ? requestIdleCallback(go) : setTimeout(go, 20)));
}

/** A copy of a change; one that has no value within a value is quickly made. */
function copy(change) {
  return change.kind === "set" && typeof change.answer === "string" ? { ...change } : structuredClone(change);
}

/** Makes a change in the engine. A text goes there as it is, unless half a character in it has to be refused. */
function apply(inner, change) {
  const { kind, path, answer, ...rest } = change;
  const typed = kind === "set" && typeof path === "string" && typeof answer === "string" && answer.isWellFormed?.() && path.isWellFormed() && Object.keys(rest).length === 0;
  return typed ? inner.set(path, answer) : inner.apply(change);
}

export class Session extends Held {
  #options;
  #kept; // the record as text, and what was answered since: from these a session is made again
  #since = [];
  #outcome = null; // what the engine told last: it tells an outcome again when it is another
  #decisions = [];
  #beside = null;

  constructor(framework, record = {}, options) {
    super();
    this.framework = loaded(framework);
    void framework.inner; // one that was freed makes no new session
    this.#options = dated(options);
    this.#kept = record;
    this.#keep();
  }

  make(from) {
    const { framework } = this;
    // A framework that was freed meanwhile is there again for as long as it takes: who freed it goes on with this session.
    const lent = framework.freed ? framework.make(from) : null;
    const made = new from.Session(lent ?? framework.inner, this.#kept, this.#options);
    lent?.free();
    for (const change of this.#since) this.#told(apply(made, change));
    if (this.#decisions.length > 0) made.set_decisions(this.#decisions);
    if (this.#beside) made.set_beside(this.#beside);
    return made;
  }

  #keep() {
    this.#kept = this.use((inner) => inner.record_text());
    this.#since = [];
  }

  #told(delta) {
    this.#outcome = delta.outcome ??= this.#outcome;
    return delta;
  }

  apply(change) {
    if (change === null || typeof change !== "object") refuse("change", `a change is an object with its \`kind\`, not ${called(change)}`);
    const delta = this.#told(this.use((inner) => apply(inner, change)));
    delta.change = copy(change);
    const last = this.#since.at(-1);
    // Going on typing in one place takes the place of what was typed before.
    if (change.kind === "set" && last?.path === change.path) this.#since[this.#since.length - 1] = copy(change);
    else if (change.kind === "set" && this.#since.length < MOST_CHANGES) this.#since.push(copy(change));
    else this.#keep();
    return delta;
  }

  set(path, answer) {
    return this.apply({ kind: "set", path, answer });
  }

  addRow(group, id) {
    return this.apply(id === undefined ? { kind: "add-row", group } : { kind: "add-row", group, id });
  }

  removeRow(row) {
    return this.apply({ kind: "remove-row", row });
  }

  moveRow(row, to) {
    return this.apply({ kind: "move-row", row, to });
  }

  async warmUp(paths) {
    let copy = null;
    try {
      for (let press = 0; press < paths.length * ROUNDS;) {
        await idle();
        if (this.freed || warmed === generation) return;
        copy ??= new Session(this.framework, this.record(), this.#options);
        for (const end = performance.now() + IN_A_ROW; press < paths.length * ROUNDS && performance.now() < end; press += 1) {
          const path = paths[press % paths.length];
          const stands = copy.get(path);
          copy.set(path, `${typeof stands === "string" ? stands : ""} word`);
        }
      }
      if (copy) warmed = generation;
    } catch {
      // What is only to be quicker later fails without a word.
    } finally {
      copy?.free();
    }
  }

  configure(options) {
    const wanted = dated({ ...this.#options, ...given(options) });
    const evaluation = this.use((inner) => inner.configure(wanted));
    this.#options = wanted;
    return evaluation;
  }

  get(path) {
    return this.use((inner) => inner.get(path));
  }

  evaluation() {
    return this.use((inner) => inner.evaluation());
  }

  record() {
    return this.use((inner) => inner.record());
  }

  recordText() {
    return this.use((inner) => inner.record_text());
  }

  next(limit = 10) {
    if (!Number.isInteger(limit) || limit < 0) refuse("limit", `\`limit\` is a whole number that is not negative, not ${typeof limit === "number" ? limit : called(limit)}`);
    return this.use((inner) => inner.next(Math.min(limit, 0xffffffff)));
  }

  explain(fingerprint) {
    return this.use((inner) => inner.explain(fingerprint));
  }

  setDecisions(lines) {
    const taken = structuredClone(lines);
    this.use((inner) => inner.set_decisions(taken));
    this.#decisions = taken;
  }

  decision(fingerprint) {
    return this.use((inner) => inner.decision(fingerprint));
  }

  decide(fingerprint, decision) {
    const { verdict, by, reason = "", on = today() } = given(decision, ["verdict", "by", "reason", "on"], "decision");
    const line = this.use((inner) => inner.decide(fingerprint, verdict, by, on, reason));
    this.#decisions.push(structuredClone(line));
    return line;
  }

  turns() {
    return this.use((inner) => inner.turns());
  }

  answerProblems(section) {
    return this.use((inner) => inner.answer_problems(section));
  }

  compare(old) {
    const before = loaded(old).inner;
    return this.use((inner) => inner.compare(before));
  }

  audit(options) {
    return this.use((inner) => inner.audit(given(options)));
  }

  auditText(options) {
    return this.report("json", { detail: "reasons", ...given(options) });
  }

  summary(format, options) {
    const { whole = false } = given(options, ["whole"]);
    if (typeof whole !== "boolean") refuse("whole", `\`whole\` is true or false, not ${called(whole)}`);
    return this.use((inner) => inner.summary(format, whole));
  }

  answersCsv() {
    return this.use((inner) => inner.answers_csv());
  }

  setBeside(beside) {
    const taken = structuredClone(beside);
    this.use((inner) => inner.set_beside(taken));
    this.#beside = taken;
  }

  report(format, options) {
    return this.use((inner) => inner.report(format, given(options)));
  }

  get revision() {
    return this.use((inner) => inner.revision);
  }
}

export class Screener extends Held {
  #name;
  #tables;
  #options;

  constructor(tables, options) {
    super();
    const { name = "register", ...rest } = given(options);
    [this.#name, this.#tables, this.#options] = [name, tables, rest];
    void this.inner;
  }

  static load(tables, options) {
    return new Screener(tables, options);
  }

  make(from) {
    return from.Screener.load(this.#name, this.#tables, this.#options);
  }

  get problems() {
    return this.use((inner) => inner.problems());
  }

  screen(name, options) {
    return this.use((inner) => inner.screen(name, given(options)));
  }

  screenText(id, name, options) {
    return this.use((inner) => inner.screen_text(id, name, given(options)));
  }
}

/** A list in pieces. Its bytes are gone once they were read, so it does not go on in a fresh engine: it is begun again. */
export class ListAudit {
  #made;
  #by;
  #size;
  #finished = false;

  constructor(framework, options) {
    const { size = null, ...rest } = dated(options);
    if (size !== null && !(size >= 0)) refuse("size", "`size` is how many bytes the list has");
    this.#size = size;
    const inside = loaded(framework).inner;
    this.#made = call(() => new (running().ListAudit)(inside, rest));
    this.#by = generation;
  }

  #use(work) {
    if (!this.#made) throw new Error("it was freed");
    if (this.#by !== generation) throw new EngineCrash("the engine stopped while the list was read; begin the list again");
    return call(() => work(this.#made));
  }

  mapping(start, complete) {
    return this.#use((inner) => inner.mapping(bytes(start), complete));
  }

  push(piece) {
    // What is counted is counted: rows that came now would be in no report.
    if (this.#finished) throw new Error("this list is finished, and takes no more; begin another");
    return { size: this.#size, ...this.#use((inner) => inner.push(bytes(piece))) };
  }

  finish() {
    this.#finished = true;
    return this.#use((inner) => inner.finish());
  }

  report(format) {
    this.#finished = true;
    return this.#use((inner) => inner.report(format));
  }

  finishText() {
    return this.report("json");
  }

  free() {
    if (this.#made && this.#by === generation) call(() => this.#made.free());
    this.#made = null;
  }
}
if (Symbol.dispose) ListAudit.prototype[Symbol.dispose] = ListAudit.prototype.free;

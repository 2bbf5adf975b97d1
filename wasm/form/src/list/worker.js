// The worker of the page for lists: the engine, the list and everything that is known of it live here, so that the page's own thread only shows things. The script is carried by the page as text.

// @ts-ignore made by wasm/build
import { glue } from "due-regard-list";
import { unpack } from "../engine.js";

/** So much is handed to the engine at once. */
const PIECE = 1 << 20;
/** Milliseconds between two words about progress. */
const EVERY = 150;
/** Longer lists are not read: they have to fit into memory beside what is known of them. */
const MOST = 1 << 30;

/** @type {any} */
let engine;
/** @type {any} */
let framework;
/** @type {any} */
let review;
/** The job that is to stop. */
let stopped = -1;

/** Jobs that wait for a piece of their file. @type {Map<number, { done: (bytes: Uint8Array) => void, fail: (error: Error) => void }>} */
const waiting = new Map();

/** A piece of a job's file. The page reads it and hands it over: WebKit does not let a worker read files where the page was opened from a disk. @param {number} id @param {number} from @param {number} to @returns {Promise<Uint8Array>} */
const piece = (id, from, to) => new Promise((done, fail) => {
  waiting.set(id, { done, fail });
  postMessage({ id, read: [from, to] });
});

/** What the page is told of an error: its class is lost on the way, what it knows is not. @param {any} error */
const told = (error) => ({ message: String(error?.message ?? error), kind: String(error?.kind ?? (error instanceof Error ? "crash" : "")), place: String(error?.path ?? "") });

/** Lets messages in between two pieces of work. */
const breath = () => new Promise((next) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => next(undefined);
  port2.postMessage(0);
});

class Stopped extends Error {}

/** Steps until the engine says that it is done. @param {number} id @param {() => any} step */
async function steps(id, step) {
  let said = performance.now();
  for (;;) {
    const progress = step();
    if (progress.done) return;
    if (performance.now() - said >= EVERY) {
      said = performance.now();
      postMessage({ id, progress });
    }
    await breath();
    if (stopped === id) throw new Stopped();
  }
}

/** @type {Record<string, (job: any, id: number) => any>} */
const JOBS = {
  async start({ as_of, language, ...packed }) {
    engine = glue();
    const [module, source, { registers, names }] = await Promise.all([
      unpack(packed.module).arrayBuffer().then((bytes) => WebAssembly.compile(bytes)),
      unpack(packed.framework).json(),
      unpack(packed.registers).json(),
    ]);
    engine.initSync({ module });
    const bases = source.bases ?? {};
    framework = engine.Framework.load(source.text, source.file, (/** @type {string} */ name) => (Object.hasOwn(bases, name) ? bases[name] : null));
    review = new engine.ListReview(framework, { as_of, ...(registers ? { registers } : {}), ...(names ? { names } : {}) });
    review.configure("", language);
    return review.about();
  },
  configure({ stage, language }) {
    review.configure(stage, language);
    return review.about();
  },
  /** Reads a whole list, whatever it is. */
  async read({ file, options }, id) {
    const size = file.size;
    const start = await piece(id, 0, PIECE);
    const kind = engine.file_kind(start);
    if (size > MOST) throw { kind: "file-large", message: "" };
    if (!["text", "xlsx", "ods"].includes(kind)) throw { kind: `file-${kind}`, message: "" };
    let said = performance.now();
    const tell = (/** @type {any} */ progress) => {
      if (performance.now() - said >= EVERY) {
        said = performance.now();
        postMessage({ id, progress: { ...progress, size } });
      }
    };
    if (kind !== "text") {
      const choice = Object.fromEntries(["sheet", "header_row"].filter((key) => options?.[key]).map((key) => [key, options[key]]));
      return { ...review.workbook(file.name, await piece(id, 0, size), choice, tell), kind };
    }
    const choice = Object.fromEntries(["encoding", "delimiter", "header_row"].filter((key) => options?.[key]).map((key) => [key, options[key]]));
    review.begin(file.name, choice);
    for (let at = 0; at < size; at += PIECE) {
      tell(review.push(at === 0 ? start : await piece(id, at, Math.min(at + PIECE, size))));
      await breath();
      if (stopped === id) throw new Stopped();
    }
    return { ...review.finish(), kind };
  },
  async sheets({ file }, id) {
    return engine.sheets(await piece(id, 0, file.size));
  },
  mapping: ({ columns }) => review.mapping({ columns }),
  async audit({ columns }, id) {
    review.audit({ columns });
    await steps(id, () => review.step());
    return { ...review.finish_audit(), words: review.measures() };
  },
  findings: ({ filter }) => review.findings(filter),
  record: ({ row }) => review.record(row),
  async report({ format }, id) {
    review.begin_report(format);
    await steps(id, () => review.step());
    return review.finish_report();
  },
  async openLog({ file }, id) {
    return review.open_log(file.name, await piece(id, 0, file.size));
  },
  async queue(_, id) {
    review.begin_queue();
    await steps(id, () => review.step_queue());
    return review.finish_queue();
  },
  group: ({ place }) => review.group(place),
  groups: ({ from, count, open }) => review.groups(from, count, open),
  decide: ({ decision }) => review.decide(decision),
  undo: ({ by }) => review.undo(by),
  log: () => review.log_text(),
};

self.onmessage = async ({ data }) => {
  if (data.stop !== undefined) {
    stopped = data.stop;
    return;
  }
  const { id, job, ...given } = data;
  if (!job) {
    const { done, fail } = waiting.get(id) ?? {};
    waiting.delete(id);
    if (data.bytes) done?.(new Uint8Array(data.bytes));
    else fail?.(new Error(data.unread));
    return;
  }
  try {
    const work = JOBS[job];
    if (!work) throw new Error(`there is no job ${job}`);
    const done = await work(given, id);
    // Bytes are handed over and not copied, however many they are.
    postMessage({ id, done }, { transfer: done instanceof Uint8Array ? [done.buffer] : [] });
  } catch (error) {
    postMessage({ id, error: error instanceof Stopped ? { kind: "stopped", message: "", place: "" } : told(error) });
  }
};

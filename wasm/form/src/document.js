// The document that a form works on: one record with what belongs to it, as it is kept on this computer and saved to a file.

/** @typedef {import("./engine.js").FormRecord} FormRecord */
/** @typedef {import("./engine.js").FrameworkText} FrameworkText */

/** A line of a log of decisions. @typedef {import("../../npm/types").DecisionLine} Decision */
/** @typedef {{ at: string, what: string, place: string, label: string, before: string, after: string }} Step */
/** @typedef {{ by: string, post: string, on: string, stage: string, outcome: string }} Signature */
/** What a reviewer noted at a question. No rule reads it. @typedef {{ text: string, by: string, on: string }} Comment */
/** What another version of the framework said, kept when the record was taken over to a newer one. @typedef {{ version: string, sha256: string, as_of: string, stage: string, outcome: string, findings: { verdict: string, severity: string, message: string }[] }} Earlier */

/**
 * @typedef {object} Document
 * @property {string} id names the draft on this computer; never shown
 * @property {number} revision counts the times it was kept or saved
 * @property {string} saved when, in UTC
 * @property {{ id: string, version: string, sha256: string, title: string }} framework
 * @property {string} engine
 * @property {string | null} stage
 * @property {string} as_of the day that the rules took for today when it was saved
 * @property {FormRecord} record
 * @property {Decision[]} decisions
 * @property {Record<string, boolean>} completed sections that somebody called complete
 * @property {Signature | null} signed
 * @property {Record<string, Comment>} comments by the place of the question
 * @property {Earlier[]} earlier the latest last
 * @property {Step[]} history
 * @property {number} history_left_out steps before these, which are no longer kept
 * @property {FrameworkText | null} framework_text
 * @property {Record<string, unknown>} kept keys of a file that this version does not know
 */

export const SCHEMA = "due-regard-file/1";
/** A file beyond this is no assessment. */
export const MOST_BYTES = 16 * 1024 * 1024;
/** Levels of a file: a record has five, a group within a group included. */
const DEEPEST = 40;
/** Values in a file, so that a small file of brackets cannot fill memory later. */
const MOST_VALUES = 500_000;
const MOST_STEPS = 2000;
/** Versions of a framework whose results are kept. */
export const MOST_EARLIER = 20;

/** @param {Partial<Document>} given @returns {Document} */
export function fresh(given = {}) {
  return {
    id: crypto.randomUUID?.() ?? `${Date.now()}-${Math.floor(Math.random() * 1e9)}`,
    revision: 0,
    saved: "",
    framework: { id: "", version: "", sha256: "", title: "" },
    engine: "",
    stage: null,
    as_of: "",
    record: {},
    decisions: [],
    completed: {},
    signed: null,
    comments: {},
    earlier: [],
    history: [],
    history_left_out: 0,
    framework_text: null,
    kept: {},
    ...given,
  };
}

/** Adds a step, of now; going on typing in one place is one step. @param {Document} doc @param {Partial<Step> & { what: string }} taken */
export function remember(doc, taken) {
  const step = { at: new Date().toISOString(), place: "", label: "", before: "", after: "", ...taken };
  const last = doc.history.at(-1);
  if (last && last.what === "answer" && step.what === "answer" && last.place === step.place && Date.parse(step.at) - Date.parse(last.at) < 300_000) {
    last.after = step.after;
    if (last.before === last.after) doc.history.pop();
    return;
  }
  doc.history.push(step);
  while (doc.history.length > MOST_STEPS) {
    doc.history.shift();
    doc.history_left_out += 1;
  }
}

/** The text of a file: to be read by people, by this form, and by `regard audit`. @param {Document} doc @returns {string} */
export function toText(doc) {
  const { framework_text, kept, record, id: _, ...rest } = doc;
  const file = {
    schema: SCHEMA,
    about: `Made with the Due Regard form. Open it there, or audit it: regard audit ${doc.framework.id} FILE`,
    ...rest,
    records: [record],
    ...kept,
    framework_text,
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** Marks the file that a report carries. */
const CARRIED = '<script type="application/json" id="due-regard-file">';

/** A report that carries what it is about, so that it can be opened again; the steps that led there stay out of it. @param {string} page @param {Document} doc */
export function carrying(page, doc) {
  const text = toText({ ...doc, history: [], history_left_out: doc.history.length + doc.history_left_out }).replaceAll("<", "\\u003c");
  const end = page.lastIndexOf("</body>");
  return `${page.slice(0, end)}${CARRIED}${text}</script>\n${page.slice(end)}`;
}

/** The note at a question; a place may be called `constructor`. @param {Document} doc @param {string} path @returns {Comment | undefined} */
export function noteAt(doc, path) {
  return Object.hasOwn(doc.comments, path) ? doc.comments[path] : undefined;
}

/** Why a file cannot be opened: a key of the messages, with words for it. */
export class Refused extends Error {
  /** @param {import("./messages.js").Key} key @param {Record<string, string | number>} [words] */
  constructor(key, words = {}) {
    super(key);
    this.key = key;
    this.words = words;
  }
}

/**
 * Reads a file by what is in it, never by its name: one of ours, a list with one record, or a record by itself.
 *
 * @param {string} text
 * @returns {{ doc: Document, ours: boolean }}
 */
export function fromText(text) {
  if (text.length > MOST_BYTES) throw new Refused("open.too-large", { most: MOST_BYTES / 1024 / 1024 });
  if (/^\uFEFF?\s*</.test(text)) {
    // The last one: what stands before it is a report's text, which may say anything.
    const start = text.lastIndexOf(CARRIED);
    const end = text.indexOf("</script>", start);
    if (start < 0 || end < 0) throw new Refused("open.no-file-inside");
    text = text.slice(start + CARRIED.length, end);
  }
  if (text.trim() === "") throw new Refused("open.empty");
  if (depth(text) > DEEPEST) throw new Refused("open.too-deep", { most: DEEPEST });
  /** @type {unknown} */
  let value;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    throw new Refused(text.includes(SCHEMA) ? "open.cut" : "open.not-json");
  }
  if (count(value) > MOST_VALUES) throw new Refused("open.too-large", { most: MOST_BYTES / 1024 / 1024 });
  if (Array.isArray(value)) value = { records: value };
  if (!isMap(value)) throw new Refused("open.no-record");
  const map = value;
  if (map["schema"] === undefined && map["records"] === undefined) return { doc: fresh({ record: clean(map) }), ours: false };
  if (map["schema"] !== undefined && map["schema"] !== SCHEMA) throw new Refused(/^due-regard-file\/\d+$/.test(String(map["schema"])) ? "open.newer" : "open.other-kind", { kind: String(map["schema"]).slice(0, 60) });
  const records = map["records"];
  if (!Array.isArray(records) || records.length === 0 || !isMap(records[0])) throw new Refused("open.no-record");
  if (records.length > 1) throw new Refused("open.several", { n: records.length });
  return { doc: known(map, clean(records[0])), ours: map["schema"] === SCHEMA };
}

/** @param {Record<string, unknown>} map @param {FormRecord} record @returns {Document} */
function known(map, record) {
  const doc = fresh({ record });
  doc.framework = texts(isMap(map["framework"]) ? map["framework"] : {}, Object.keys(doc.framework));
  Object.assign(doc, texts(map, ["engine", "saved", "as_of"]));
  doc.stage = typeof map["stage"] === "string" ? map["stage"] : null;
  for (const key of /** @type {const} */ (["revision", "history_left_out"])) if (Number.isSafeInteger(map[key])) doc[key] = Number(map[key]);
  doc.decisions = maps(map["decisions"]).map((each) => ({ ...texts(each), ...(isMap(each["seen"]) && { seen: texts(each["seen"]) }) }));
  doc.history = maps(map["history"]).slice(-MOST_STEPS).map((each) => texts(each, ["at", "what", "place", "label", "before", "after"]));
  if (isMap(map["completed"])) for (const [key, value] of Object.entries(map["completed"])) if (value === true) define(doc.completed, key, true);
  if (isMap(map["signed"])) doc.signed = texts(map["signed"], ["by", "post", "on", "stage", "outcome"]);
  if (isMap(map["comments"])) for (const [key, value] of Object.entries(map["comments"])) if (isMap(value)) define(doc.comments, key, texts(value, ["text", "by", "on"]));
  doc.earlier = maps(map["earlier"]).slice(-MOST_EARLIER).map((each) => ({
    ...texts(each, ["version", "sha256", "as_of", "stage", "outcome"]), findings: maps(each["findings"]).map((finding) => texts(finding, ["verdict", "severity", "message"])),
  }));
  const source = map["framework_text"];
  if (isMap(source) && typeof source["text"] === "string") {
    doc.framework_text = { file: words(source["file"]), text: source["text"], bases: texts(isMap(source["bases"]) ? source["bases"] : {}) };
  }
  const ours = new Set(["schema", "about", "records", "id", "kept", ...Object.keys(doc), "framework_text"]);
  for (const [key, value] of Object.entries(map)) if (!ours.has(key)) define(doc.kept, key, value);
  return doc;
}

/** How deep brackets go, without building anything: texts are skipped. @param {string} text */
function depth(text) {
  let level = 0;
  let deepest = 0;
  let inside = false;
  for (let place = 0; place < text.length; place += 1) {
    const code = text.charCodeAt(place);
    if (inside) {
      if (code === 92) place += 1;
      else if (code === 34) inside = false;
    } else if (code === 34) inside = true;
    else if (code === 123 || code === 91) deepest = Math.max(deepest, (level += 1));
    else if (code === 125 || code === 93) level -= 1;
  }
  return deepest;
}

/** @param {unknown} value @returns {number} */
function count(value) {
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce((/** @type {number} */ sum, each) => sum + count(each), 1);
}

/** A map without `__proto__`, at any depth: no reader of it can be led astray. @param {Record<string, unknown>} map @returns {FormRecord} */
function clean(map) {
  /** @param {unknown} value @returns {unknown} */
  const copy = (value) => {
    if (Array.isArray(value)) return value.map(copy);
    if (!isMap(value)) return value;
    return Object.fromEntries(Object.entries(value).filter(([key]) => key !== "__proto__").map(([key, each]) => [key, copy(each)]));
  };
  return /** @type {FormRecord} */ (copy(map));
}

/** @param {Record<string, any>} map @param {string} key @param {unknown} value */
function define(map, key, value) {
  if (key !== "__proto__") map[key] = value;
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
function isMap(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @param {unknown} value @returns {Record<string, unknown>[]} */
function maps(value) {
  return Array.isArray(value) ? value.filter(isMap) : [];
}

/** @param {unknown} value */
function words(value) {
  return typeof value === "string" ? value : "";
}

/** The texts of a map, all of them or those named. @param {Record<string, unknown>} map @param {string[]} [keys] @returns {any} */
function texts(map, keys) {
  /** @type {Record<string, string>} */
  const found = {};
  for (const key of keys ?? Object.keys(map)) define(found, key, words(map[key]));
  return found;
}

// The engine as the form uses it: the npm package's module, loaded from bytes that stand in the page or from its own address.

/** @typedef {import("../../npm/types").FormModel} FormModel */
/** @typedef {import("../../npm/types").FormSection} FormSection */
/** @typedef {import("../../npm/types").FormGroup} FormGroup */
/** @typedef {import("../../npm/types").FormField} FormField */
/** @typedef {import("../../npm/types").FormFinding} FormFinding */
/** @typedef {import("../../npm/types").FormRule} FormRule */
/** @typedef {import("../../npm/types").Question} Question */
/** @typedef {import("../../npm/types").GroupRow} GroupRow */
/** @typedef {import("../../npm/types").SectionStatus} SectionStatus */
/** @typedef {import("../../npm/types").Evaluation} Evaluation */
/** @typedef {import("../../npm/types").Delta} Delta */
/** @typedef {import("../../npm/types").Change} Change */
/** @typedef {import("../../npm/types").Answer} Answer */
/** @typedef {import("../../npm/types").AnswerProblem} AnswerProblem */
/** @typedef {import("../../npm/types").Comparison} Comparison */
/** @typedef {import("../../npm/types").FormRecord} FormRecord */
/** @typedef {import("../../npm/index").Framework} Framework */
/** @typedef {import("../../npm/index").Session} Session */
/** @typedef {import("../../npm/index").SessionOptions} SessionOptions */

/**
 * A framework as a page carries it: its own text, and the texts of those that it extends by what is written at `extends:`.
 *
 * @typedef {{ file: string, text: string, bases?: Record<string, string> }} FrameworkText
 */

/** What the form uses of the package. @typedef {Pick<typeof import("../../npm/index"), "EngineCrash" | "Framework" | "Session" | "version">} Engine */

/** @param {Engine} engine @param {FrameworkText} source @returns {Framework} */
export function loadFramework(engine, source) {
  const bases = source.bases ?? {};
  const find = (/** @type {string} */ name) => (Object.hasOwn(bases, name) ? String(bases[name]) : null);
  return engine.Framework.load(source.text, { file: source.file, find });
}

/** What a letter of bytes in a page counts: they are printable ASCII without the space and `<`. Where there is none, nothing. */
const digit = (letter = 33) => letter - (letter > 60 ? 34 : 33);

/** Bytes that stand in a page as text, the other way round than `cli/src/command/form/letters.rs` writes them. @param {string} text */
export function bytesOf(text) {
  const letters = new TextEncoder().encode(text.trim());
  const bytes = new Uint8Array(letters.length);
  let [bits, count, size] = [0, 0, 0];
  for (let place = 0; place < letters.length; place += 2) {
    const number = digit(letters[place]) + 93 * digit(letters[place + 1]);
    bits |= number << count;
    // Two letters are 13 bits, or 14 where there are numbers for them; one alone is what the last byte lacks.
    count += place + 1 === letters.length ? 8 - count : (number & 8191) < 93 * 93 - 8192 ? 14 : 13;
    for (; count > 7; count -= 8) {
      bytes[size++] = bits;
      bits >>= 8;
    }
  }
  return bytes.subarray(0, size);
}

/** What stands in a page packed with gzip, as text. Without a `Blob`, which WebKit does not let the worker of a page read that was opened from a disk. @param {string} text */
export const unpack = (text) => new Response(/** @type {ReadableStream} */ (new Response(bytesOf(text)).body).pipeThrough(new DecompressionStream("gzip")));

/** The day on this computer's clock, as YYYY-MM-DD. */
export function today(now = new Date()) {
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

// A list through the engine piece by piece, wherever that runs: in a worker of a page, or in Node between other work.
import { Framework, ListAudit, given, listed } from "./api.js";

/** So much is handed over at once: small enough to stop soon, large enough to cost nothing. */
const PIECE = 1 << 20;
/** As much as the engine looks at before it decides how a list is read. */
const SAMPLE = 1 << 20;
const EVERY = 200; // milliseconds between two words about progress

const sizeOf = (list) => list.byteLength ?? list.size;
const piece = async (list, from, to) => list.subarray?.(from, to) ?? new Uint8Array(await list.slice(from, to).arrayBuffer());
const load = (text, bases) => Framework.load(text, { find: (name) => bases?.[name] ?? null });

/** What is wrong with what was given for a list is said before anything is begun. */
export function wanted(list, options) {
  listed(list);
  const all = given(options);
  given(all.bases, null, "bases");
  return all;
}

export async function mapped(text, list, { bases, ...options }) {
  const framework = load(text, bases);
  const audit = new ListAudit(framework, options);
  try {
    return audit.mapping(await piece(list, 0, SAMPLE), sizeOf(list) <= SAMPLE);
  } finally {
    audit.free();
    framework.free();
  }
}

/** @param {(progress: object) => void} tell @param {() => Promise<void> | void} rest called between pieces; throws to stop */
export async function audited(text, list, { bases, ...options }, tell, rest) {
  const framework = load(text, bases);
  const size = sizeOf(list);
  const audit = new ListAudit(framework, { ...options, size });
  const free = () => {
    audit.free();
    framework.free();
  };
  try {
    let said = performance.now();
    for (let at = 0; at < size; at += PIECE) {
      const progress = audit.push(await piece(list, at, Math.min(at + PIECE, size)));
      if (performance.now() - said >= EVERY) {
        said = performance.now();
        tell(progress);
      }
      await rest();
    }
    const result = audit.finish();
    tell({ bytes: size, size, rows: result.records.reported, findings: result.findings.length });
    return { result, report: (format) => audit.report(format), free };
  } catch (error) {
    free();
    throw error;
  }
}

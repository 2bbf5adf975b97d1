/// <reference lib="dom" />
/// <reference lib="esnext.disposable" />
// Due Regard in JavaScript. Load once (`await ready()`), then everything but lists is synchronous. What is called first is compiled first: with a framework of
// 70 KB (council-eia) the first `Framework.load` takes 170 milliseconds in Node, a `Session` 70, `turns` 175, `audit` 18, `describe` 10; of what comes later only
// single answers (`set`) are a matter of a millisecond or less.
export type * from "./types.js";
import type {
  Answer, AnswerPath, AnswerProblem, Audit, Beside, Candidates, Change, Comparison, DecisionLine, Delta, Diagnostic, Evaluation, Explanation, FindingDecision, FormModel, FormRecord,
  ListMapping, ListOptions, NextQuestion, Progress, RegisterProblem, ReportFormat, RunOptions, ScreenOptions, ScreenerOptions, Turn,
} from "./types.js";

/**
 * Loads the module; later calls do nothing. Without an argument it is found beside this script (bundlers see `new URL("./due_regard.wasm", import.meta.url)`);
 * in Node it is read from the package. A page may give it: an address, a response, its bytes, or a compiled module. What the package exports for that is
 * `due-regard/due_regard.wasm`.
 */
export function ready(source?: URL | string | Response | Promise<Response> | BufferSource | WebAssembly.Module): Promise<void>;

/** The same without waiting, from the module's bytes or compiled: for Node and workers. */
export function readySync(source: BufferSource | WebAssembly.Module): void;

/** The compiled module, for handing to a worker; `null` before `ready`. */
export function compiled(): WebAssembly.Module | null;

/** The engine's name and version as receipts have it: `due-regard 0.1.0`. */
export function version(): string;

/** A framework that cannot be used. */
export class LoadError extends Error {
  readonly code: "unusable-framework";
  /** Errors first, then the rest, each in the order of the text. */
  readonly diagnostics: Diagnostic[];
}

/** Something given to the engine that it cannot take: a stage that does not exist, a record that is no map, a date in a record (by path). */
export class InputError extends Error {
  readonly code: InputErrorKind;
  /** The same as `code`. */
  readonly kind: InputErrorKind;
  /** Where in what was given: the place of an answer, the name of an option or argument; empty when it is about the whole. */
  readonly path: string;
  /** What to do; empty where the message says it. */
  readonly help: string;
}

export type InputErrorKind =
  /** An option, stage, parameter or format that does not exist or cannot be read, an argument of another type, or a change that cannot be made. */
  | "invalid-setting"
  /** A question, row or group was named that the record does not have. */
  | "no-such-place"
  /** A record that is no map (`null` neither), not of a shape that the framework reads, or a text with a key twice. */
  | "unreadable-record"
  /** A list, or a table of a register, that cannot be read. */
  | "unreadable-list"
  /** What is no plain JSON: a `Date`, a `Map`, `NaN`, half a character, in keys and other texts too. */
  | "not-json"
  /** A limit of size or depth: a million values, 64 levels of a record that is an object, 127 of one that is a text. */
  | "limit-reached";

/**
 * The engine stopped. A fresh one is in its place already: frameworks are loaded again and sessions have the record as it was before the call that failed, so the
 * same objects go on working. Whatever came of that call is lost, the draft is not.
 */
export class EngineCrash extends Error {
  readonly code: "engine-stopped";
}

export interface LoadOptions {
  /** The name that diagnostics show; `framework.yaml` when left out. */
  file?: string;
  /** Gives the text of a framework that this one extends, by what is written at `extends:` (an id, or a path). */
  find?: (name: string) => string | { file: string; text: string } | null | undefined;
}

/** A framework that was read and checked. */
export class Framework {
  private constructor();
  /** @throws {LoadError} when it has errors. */
  static load(text: string, options?: LoadOptions): Framework;
  /** Everything that is wrong or could be better; never throws on what a person wrote. */
  static check(text: string, options?: LoadOptions): Diagnostic[];

  readonly id: string;
  readonly version: string;
  readonly sha256: string;
  /** Advice and warnings. */
  readonly diagnostics: Diagnostic[];

  /** The framework as a form, in a language (its own when left out or not there). */
  describe(language?: string): FormModel;
  /** Audits one record. Reasons are kept unless `detail` says otherwise. */
  audit(record: FormRecord, options?: RunOptions): Audit;
  /**
   * The same as the text of `regard audit --format json`: with the detail `records` (`reasons` when left out), every byte but those that are named here. The record may be its JSON text, so that no number loses a digit
   * on its way; then `name` is what the receipt calls it, with its length and hash, as the command line calls a file. Without a name, and of an object, `receipt.inputs` is empty: nobody could find again what was read.
   * Of a framework without a single group the command line takes records for rows, and says in `list.columns` how it matched the keys of the file; here every field is listed, as it does of frameworks with groups.
   * A text holds one record under the ids of its fields or their aliases, after a byte order mark or none. What else the command line reads in JSON it alone reads: labels as keys, documents around records, several
   * records; and a record of which no key is known, which it refuses, has here only notes that say so (`unknown-key`).
   */
  auditText(record: FormRecord | string, options?: RunOptions & { name?: string }): string;
  /** A report on one record. */
  report(record: FormRecord, format: ReportFormat, options?: RunOptions): string;
  /** Questions of a record that matter most, without a session. */
  next(record: FormRecord, options?: RunOptions & { limit?: number }): NextQuestion[];
  /** Why a finding of a record is there. */
  explain(record: FormRecord, fingerprint: string, options?: RunOptions): Explanation | null;
  free(): void;
  [Symbol.dispose](): void;
}

export interface SessionOptions {
  as_of?: string;
  stage?: string | null;
  parameters?: { [id: string]: string };
  /** Registers that the framework names, as in `RunOptions`. */
  registers?: { [id: string]: { [table: string]: string } };
  language?: string;
  /** Days that `audit` and `report` look ahead when they are not told otherwise. */
  ahead?: number;
  /** Findings come without their reasons (`because` is empty), which are up to a third of the work of a key press; `explain` gives them. A session stays as it began. */
  brief?: boolean;
}

/** A record that is being filled in. It lies in the engine; each change answers with what it changed. */
export class Session {
  /** @throws {InputError} when the record is no map, or the stage does not exist. Free rows without `$row` are given one. */
  constructor(framework: Framework, record?: FormRecord, options?: SessionOptions);

  /** Answers a question; `null`, `""` and `[]` take the answer away. What cannot be read as the field's type is kept as it is, with its problem. */
  set(path: AnswerPath, answer: Answer): Delta;
  /** Adds a row at the end: of free rows without a name, of fixed rows an offered or own one by name. */
  addRow(group: string, id?: string): Delta;
  removeRow(row: string): Delta;
  /** Moves a row of its group to another place, from 0. */
  moveRow(row: string, to: number): Delta;
  /** Any change as data; `delta.inverse` takes it back. A change that cannot be made throws and changes nothing. */
  apply(change: Change): Delta;
  /**
   * Makes the engine quick for somebody who is about to type. A browser compiles the module's functions when they are used first: here each of these places is
   * typed into a few times, in a copy of the record, a few milliseconds at a time while the page has nothing else to do. The record stays as it is. Done once; done when
   * what this gives is there, or the session is freed. Nothing that goes wrong in it is thrown.
   */
  warmUp(paths: AnswerPath[]): Promise<void>;
  /** Sets stage, day, parameters or language; the record stays. */
  configure(options: SessionOptions): Evaluation;

  /** The answer that stands at a place, as the record holds it. */
  get(path: AnswerPath): Answer;
  evaluation(): Evaluation;
  /** A copy of the record: what to save. */
  record(): FormRecord;
  /** The same as JSON text with sorted layout, ready for a file. */
  recordText(): string;
  /** The open questions that matter most, the first first; ten when left out. */
  next(limit?: number): NextQuestion[];
  explain(fingerprint: string): Explanation | null;
  /**
   * Takes the lines of a log of decisions in the place of those that it has: audits, reports and summaries have from now on beside each finding what was decided about it,
   * as `regard audit --decisions` has it. No verdict is another for that, and lines that cannot be used are listed in the audit.
   *
   * @throws {InputError} when a line is no object; the log is as it was then.
   */
  setDecisions(lines: DecisionLine[]): void;
  /** What was decided about a finding, and whether that still holds. */
  decision(fingerprint: string): FindingDecision | null;
  /**
   * Decides about a finding, today when no day is given: gives the line of the log, to be kept, which supersedes the lines about it that stand. `withdrawn` takes back what was decided.
   *
   * @throws {InputError} when there is no such finding, or who decided or why is missing; nothing has changed then.
   */
  decide(fingerprint: string, decision: { verdict: "accepted" | "not accepted" | "unsure" | "needs research" | "withdrawn"; by: string; reason?: string; on?: string }): DecisionLine;
  /** Single answers that would give the record another outcome, those nearest to a boundary first. Tries thousands of answers: for a page of its own, not for each key. */
  turns(): Turn[];
  /** What is wrong with the answers of a section, or of the whole form when left out, in the form's order. */
  answerProblems(section?: string): AnswerProblem[];
  /** What differs from the framework that the record was made with. */
  compare(old: Framework): Comparison;
  /** Reasons are kept unless `detail` says otherwise; `ahead` looks that many days ahead, those of the session when left out. */
  audit(options?: Pick<RunOptions, "detail" | "ahead">): Audit;
  auditText(options?: Pick<RunOptions, "detail" | "ahead">): string;
  /** Reports hold all that can be said of the record unless `detail` says otherwise. */
  report(format: ReportFormat, options?: Pick<RunOptions, "detail" | "ahead">): string;
  /**
   * Takes what a form keeps beside the record and no rule reads: reports, summaries and `answersCsv` then say who signed, or that it is a draft, and what reviewers noted.
   *
   * @throws {InputError} when it is something else.
   */
  setBeside(beside: Beside): void;
  /** The summary of the record for those who decide, as the bytes of a file: a word processor's document, a page, or Markdown. `whole`: every question that is asked, with its answer. */
  summary(format: "docx" | "html" | "md", options?: { whole?: boolean }): Uint8Array;
  /** Every question with its state, answer and note as CSV, for spreadsheets; no cell becomes a formula. */
  answersCsv(): string;

  readonly revision: number;
  readonly framework: Framework;
  free(): void;
  [Symbol.dispose](): void;
}

/** A register of persons, ready to be asked about names. Candidates are questions for a person, never links. */
export class Screener {
  private constructor();
  /** Tables of a register as CSV text: `{persons: "…", aliases: "…"}`, named as the command line names them. */
  static load(tables: { [table: string]: string }, options?: ScreenerOptions & { name?: string }): Screener;
  /** What is wrong with the register, by row. */
  readonly problems: RegisterProblem[];
  screen(name: string, options?: ScreenOptions): Candidates;
  /** The exact text of a line of `regard screen --format jsonl`, without its line break. */
  screenText(id: string, name: string, options?: ScreenOptions): string;
  free(): void;
  [Symbol.dispose](): void;
}

/** A list as it comes, in pieces. In a page use `auditList` of `due-regard/worker`, which does this off the page's thread. */
export class ListAudit {
  constructor(framework: Framework, options?: ListOptions & { size?: number });
  /** Reads the beginning and says how the list is understood; more bytes may follow. `complete`: this is all of it. */
  mapping(start: Uint8Array, complete: boolean): ListMapping;
  /** @throws {InputError} when the list cannot be read; an `Error` once it is finished, because further bytes would be in no report. */
  push(bytes: Uint8Array): Progress;
  /** The audit of all that was pushed; nothing can be pushed after it, nor after a report. */
  finish(): Audit;
  finishText(): string;
  report(format: ReportFormat): string;
  free(): void;
  [Symbol.dispose](): void;
}

/// <reference lib="dom" />
// The element `<due-regard-form>`: lies beside `element.js`. With the npm package's types installed (`due-regard`), a page that imports `./element.js` has its attributes,
// properties, methods and events typed, in `document.querySelector("due-regard-form")` and `addEventListener` too.
import type { FormRecord, VerdictCounts, Diagnostic } from "due-regard";

/** What the element needs of the npm package, after its `ready()`. */
export type Engine = Pick<typeof import("due-regard"), "EngineCrash" | "Framework" | "Session" | "version">;

/** A framework's own text, and the texts of those that it extends by what is written at `extends:`. */
export interface FrameworkText { file: string; text: string; bases?: Record<string, string> }

/**
 * The attributes. All are followed when they change: another `src` is another form, the rest is changed in the form as it stands. One with a value that there is not
 * is refused: `form-error` says so, and so does the page where there is no form yet.
 */
export interface DueRegardFormAttributes {
  /** Where the framework lies. */
  src?: string;
  /** `en` or `cy`; the framework's own when left out. */
  language?: string;
  /** What `today` means, as YYYY-MM-DD; the day by the computer's clock when left out. */
  "as-of"?: string;
  /** A stage of the framework, by id: that with which documents begin, and that of the one that is open. */
  stage?: string;
  /** Whether drafts are kept on the computer; left out, whoever fills the form in is asked. */
  keeps?: "yes" | "no";
  /** Tells two forms of one page apart, so that reloading goes on with the draft of each. */
  id?: string;
}

export class DueRegardForm extends HTMLElement {
  /** The npm package, for elements that have a `src`; `element.js` sets it. */
  static engine: (() => Promise<Engine>) | null;
  /** A copy of the record as it stands; `null` before one is begun. Setting it begins with a record, also before the form is there. */
  record: FormRecord | null;
  /** Opens a file by its text, as `save-request` gives it or as it was saved; before the form is there it waits for it. @throws {Error} what is wrong with the text, in words for people. */
  open(text: string, name?: string): void;
  /** Shows a form of a framework that is given, for pages that fetch neither. What goes wrong is shown, and told as `form-error`. */
  start(given: { engine: Engine; source: FrameworkText }): Promise<void>;
}

/** Makes the element known to the page as `due-regard-form`, or by another name; where there is no DOM, nothing. `element.js` has done it once. */
export function define(name?: string): void;

/** What went wrong: the framework or the engine could not be loaded, an attribute has a value that there is not, the engine stopped. */
export interface FormErrorDetail {
  /** The `code` of the package's error; left out where it is none of those. */
  code?: string;
  message: string;
  /** Of a framework that cannot be used: all that is wrong with it. */
  diagnostics?: Diagnostic[];
}

/** All of them bubble. */
export interface DueRegardFormEventMap {
  /** The form is there. */
  ready: CustomEvent<{ /** The framework's id. */ framework: string }>;
  /** Something of the record changed, by answering, taking back or making again; `path` is empty where that is not one answer, and where the stage or the day is another. */
  "record-change": CustomEvent<{ path: string; revision: number }>;
  /** Findings changed. */
  "findings-change": CustomEvent<{ verdicts: VerdictCounts }>;
  /** Somebody saves a file. After `preventDefault()` the form gives the browser nothing to save: the page keeps `text`, which `open` takes. */
  "save-request": CustomEvent<{ text: string; /** A name for the file. */ name: string }>;
  "form-error": CustomEvent<FormErrorDetail>;
}

declare global {
  interface HTMLElementTagNameMap { "due-regard-form": DueRegardForm }
  interface HTMLElementEventMap extends DueRegardFormEventMap {}
  interface DocumentEventMap extends DueRegardFormEventMap {}
}

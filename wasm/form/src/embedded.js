// The element in somebody else's page: it fetches its framework, follows its attributes, tells what happens, and outlives being moved.
//
// <due-regard-form src="framework.yaml"></due-regard-form>   fetches a framework
// element.start({ engine, source })                          is given one

import { FormElement } from "./element.js";
import { fresh, fromText, Refused } from "./document.js";
import * as storage from "./storage.js";
import { translator } from "./messages.js";
import { to } from "./router.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../element").DueRegardForm} Promised */
/** What was read of a file. @typedef {{ doc: import("./document.js").Document, ours: boolean, name: string }} Opened */

/** @implements {Promised} */
export class DueRegardForm extends FormElement {
  /** The npm package, for pages that give a `src`. @type {(() => Promise<import("./engine.js").Engine>) | null} */
  static engine = null;
  static observedAttributes = ["src", "language", "as-of", "stage", "keeps"];

  /** Which wish to load a framework is the last one. */
  #wish = 0;
  /** What is begun with once the form is there. @type {Opened | null} */
  #first = null;

  constructor() {
    super();
    // An address of nothing but `#` and what follows is one of the page's `<base>`, where it has one; the screens are in this page.
    this.addEventListener("click", (event) => {
      const address = event.target instanceof Element ? (event.target.closest("a")?.getAttribute("href") ?? "") : "";
      if (!address.startsWith("#/") || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      location.hash = address;
    });
  }

  connectedCallback() {
    // Given before the element was known to the page: it stands in the way of what it is to become.
    if (Object.hasOwn(this, "record")) {
      const { record } = this;
      Reflect.deleteProperty(this, "record");
      this.record = record;
    }
    const { app } = this;
    if (!app) return void this.#load();
    // It may have begun while it was outside.
    app.stop?.();
    app.listen();
    if (app.at !== app.address) app.show();
  }

  disconnectedCallback() {
    // It may come back, at once or later, and goes on then. What it holds of the engine goes when nobody has the element any more.
    this.app?.stop?.();
  }

  /** @param {string} name @param {string | null} before @param {string | null} now */
  attributeChangedCallback(name, before, now) {
    const { app } = this;
    if (before === now) return;
    if (!app || name === "src") return void this.#load();
    try {
      this.#follow(app, name, now ?? "");
    } catch (error) {
      // The form stays as it is.
      this.#tellError(error);
    }
  }

  /** Brings a form that is at work up to an attribute. @param {App} app @param {string} name @param {string} now */
  #follow(app, name, now) {
    if (name === "language") {
      const language = now || app.framework.describe().language;
      translator(language);
      app.speak(language);
    } else if (name === "as-of") {
      app.check(now, app.given.stage);
      app.fixedDay = now;
      if (app.session) app.configure({ as_of: app.day() });
    } else if (name === "stage") {
      app.check(app.fixedDay, now);
      app.given.stage = now;
      if (now && app.session && !app.locked && app.doc.stage !== now) app.setStage(now);
    } else {
      app.keeper.on = this.#keeps() ?? storage.keeps();
      app.keeper.unsaved ||= app.keeper.on;
      void app.keeper.now();
    }
    app.show({ keep: true });
  }

  /** Fetches the framework; of several wishes in a row only the last one. */
  async #load() {
    const wish = (this.#wish += 1);
    await null;
    const src = this.getAttribute("src");
    const last = () => wish === this.#wish && this.isConnected;
    if (!src || !last()) return;
    try {
      if (!DueRegardForm.engine) throw new Error("give DueRegardForm.engine before the element is used");
      const [engine, response] = await Promise.all([DueRegardForm.engine(), fetch(src)]);
      if (!response.ok) throw new Error(`${src}: ${response.status}`);
      const text = await response.text();
      if (last()) await this.start({ engine, source: { file: src, text } });
    } catch (error) {
      if (last()) this.refuse(error);
    }
  }

  #keeps() {
    return this.hasAttribute("keeps") ? this.getAttribute("keeps") === "yes" : undefined;
  }

  /** Shows the form. @param {ConstructorParameters<typeof import("./app.js").App>[1]} given @override */
  async start(given) {
    this.#wish += 1;
    this.#end();
    const forms = [...document.querySelectorAll(this.localName)];
    await super.start({
      language: this.getAttribute("language") ?? "",
      asOf: this.getAttribute("as-of") ?? "",
      stage: this.getAttribute("stage") ?? "",
      keeps: this.#keeps(),
      // Two forms of a page do not go on with each other's draft.
      place: `-${this.id || forms.indexOf(this)}`,
      fails: (error) => this.#tellError(error),
      ...given,
    });
    if (!this.isConnected) this.app?.stop?.();
  }

  /** @param {App} app @param {string} key @override */
  async resume(app, key) {
    const first = this.#first;
    this.#first = null;
    const done = super.resume(app, key);
    try {
      if (first) this.#take(app, first);
    } finally {
      await done;
    }
  }

  /** Begins with what was read of a file; says first what differs, where that is something. @param {App} app @param {Opened} given @returns {string} the screen */
  #take(app, given) {
    const { doc, ours } = given;
    if (ours && doc.framework.sha256 !== app.model.sha256) {
      app.opened = given;
      location.hash = to(["opened"]);
      return to(["opened"]);
    }
    app.begin(doc);
    app.keeper.unfiled = false;
    app.keeper.unsaved = true;
    void app.keeper.now();
    return to(["tasks"]);
  }

  /** @override */
  get record() {
    return super.record ?? this.#first?.doc.record ?? null;
  }

  /** @override */
  set record(record) {
    if (this.app) super.record = record;
    else this.#first = { doc: fresh({ record: record ?? {} }), ours: false, name: "" };
  }

  /**
   * Opens a file as it was saved, by its text.
   *
   * @param {string} text @param {string} [name]
   */
  open(text, name = "") {
    /** @type {Opened} */
    let read;
    try {
      read = { ...fromText(text), name };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      throw new Error((this.app?.t ?? translator(this.getAttribute("language") || "en"))(error.key, error.words));
    }
    if (this.app) this.app.go(this.#take(this.app, read));
    else this.#first = read;
  }

  /** @param {unknown} error @override */
  refuse(error) {
    this.#end();
    super.refuse(error);
    this.#tellError(error);
  }

  /** Ends what is shown, for something else. */
  #end() {
    const { app } = this;
    if (!app) return;
    this.app = null;
    app.stop?.();
    app.session?.free();
    app.framework.free();
  }

  /** Tells the page around that something went wrong. @param {unknown} error */
  #tellError(error) {
    const { code, message, diagnostics } = /** @type {any} */ (error ?? {});
    const detail = { ...(code && { code }), message: message ?? String(error), ...(diagnostics && { diagnostics }) };
    this.dispatchEvent(new CustomEvent("form-error", { detail, bubbles: true }));
  }
}

/** Makes the element known to the page, where there is one. @param {string} [name] */
export function define(name = "due-regard-form") {
  const { customElements: known } = globalThis;
  // A class has one name.
  if (known && !known.get(name)) known.define(name, name === "due-regard-form" ? DueRegardForm : class extends DueRegardForm {});
}

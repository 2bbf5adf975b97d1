// The page for lists: what is known of the list, the screen in view, and what the worker is at.

import { button, fill, h } from "../dom.js";
import { download } from "../exports.js";
import { banner, nameWindow, place, put } from "../frame.js";
import { LOCALES, translator } from "../messages.js";
import { quoted } from "../quoted.js";
import { read, to } from "../router.js";
import { Voice } from "../voice.js";
import { Draft } from "./draft.js";
import { Engine, Refused } from "./engine.js";
import { screenOf } from "./screens.js";
import { shell } from "./shell.js";

/** @typedef {keyof typeof import("./messages/en.js").en} Key */
/** @typedef {import("../dom.js").Child} Child */
/** @typedef {{ title: string, body: Child[], back?: { text: string, href: string } | null | undefined, focus?: HTMLElement | null | undefined, leave?: (() => void) | undefined }} Screen */
/** @typedef {{ what: "reading" | "auditing" | "looking" | "writing", progress: any, size: number, stop: () => void }} Work */

export class ListApp {
  /** @param {HTMLElement} root @param {{ worker: string, start: Record<string, unknown>, language: string }} given */
  constructor(root, { worker, start, language }) {
    this.root = root;
    this.language = ["en", "cy"].includes(language) ? language : "en";
    this.start = start;
    this.engine = new Engine(worker, { ...start, language: this.language });
    this.engine.lost = () => this.forget();
    /** What the framework is. @type {any} */
    this.about = null;
    this.stage = "";
    this.draft = new Draft();
    /** Lines that were added to the log since it was opened. */
    this.made = 0;
    /** Who decides. */
    this.by = "";
    this.keys = true;
    /** @type {Work | null} */
    this.work = null;
    /** @type {Screen | null} */
    this.screen = null;
    this.shown = false;
    this.at = "";
    /** @type {{ text: string, title?: string } | null} */
    this.notice = null;
    /** What could not be done, to be shown where one is sent to. @type {{ message: string, help?: string } | null} */
    this.problem = null;
    this.from = 0;
    this.openOnly = true;
    this.numbers = new Intl.NumberFormat("en-GB");
    this.forget();
    this.speak(this.language);
    this.parts = shell(this);
    this.voice = new Voice(this.parts.status);
  }

  /** Forgets the list: there is none, or it went with the worker. */
  forget() {
    /** @type {File | null} */
    this.file = null;
    /** @type {Record<string, unknown>} */
    this.options = {};
    /** @type {any} */
    this.mapping = null;
    /** Columns as pairs that somebody said by hand. @type {[string, string][]} */
    this.columns = [];
    this.rows = 0;
    /** What the file is: `text`, `xlsx`, `ods`. */
    this.kind = "";
    /** The sheets of a workbook. @type {string[]} */
    this.sheets = [];
    /** A file that could not be read as it was. @type {File | null} */
    this.refused = null;
    /** The audit without its findings. @type {any} */
    this.audit = null;
    /** Decisions came since. */
    this.stale = false;
    /** @type {Record<string, any>} */
    this.filter = {};
    this.from = 0;
    /** What is counted of the queue. @type {any} */
    this.queue = null;
    this.openOnly = true;
  }

  /** @param {string} code */
  speak(code) {
    this.language = code;
    this.locale = LOCALES[code] ?? "en-GB";
    const table = /** @type {any} */ (translator(code));
    /** @type {(key: Key, words?: Record<string, string | number>) => string} */
    this.t = table;
    this.numbers = new Intl.NumberFormat(this.locale);
  }

  /** A number as people read it. @param {number} n */
  n(n) {
    return this.numbers.format(n);
  }

  /** A day as people read it, with the names of months from the messages: a browser that knows no Welsh would say them in another language. @param {string} iso */
  date(iso) {
    const [year = 0, month = 0, day = 0] = iso.split("-").map(Number);
    return `${day} ${this.t("date.months").split(" ")[month - 1]} ${year}`;
  }

  /** What the engine says of names, which is English whatever the language of the page: marked as that, so that it is read aloud as such. @param {import("../dom.js").Child} text */
  english(text) {
    return this.language === "en" || !text ? text : h("span", { lang: "en" }, text);
  }

  /** What the framework says in a rule, marked with its language where that is not the page's. @param {any} rule @param {string} text */
  ruled(rule, text) {
    return rule?.language && text ? h("span", { lang: rule.language }, text) : text;
  }

  /** A rule's name. @param {any} rule @param {string} id */
  ruleName(rule, id) {
    return rule?.title ? this.ruled(rule, rule.title) : id;
  }

  /** A rule of the framework. @param {string} id */
  rule(id) {
    return this.about.rules.find((/** @type {any} */ rule) => rule.id === id);
  }

  /** A word of the engine's (a verdict, a severity, a state) in the language of the page. @param {"verdict" | "severity" | "decision" | "strength"} kind @param {string} word */
  word(kind, word) {
    const key = /** @type {Key} */ (`${kind}.${word}`);
    const text = this.t(key);
    return text === key ? word : text;
  }

  async begin() {
    try {
      this.about = await this.engine.begin();
      await this.draft.load(this.about.id);
      this.by = this.draft.by;
      this.keys = this.draft.keys;
      window.addEventListener("hashchange", () => this.show());
      window.addEventListener("beforeunload", (event) => {
        if (this.draft.unsaved && !this.draft.on) event.preventDefault();
      });
      // A list is not kept: whoever opens the page anew begins anew.
      if (location.hash.length > 2 && !location.hash.startsWith("#/about")) history.replaceState(null, "", "#/");
      if (this.draft.text) await this.openLog(this.draft.file(), true);
      this.show();
      performance.mark("due-regard-ready");
    } catch (error) {
      this.refuse(error);
    }
  }

  /** The page cannot even begin. @param {unknown} error */
  refuse(error) {
    const message = error instanceof Error ? error.message : String(error);
    fill(this.parts.main, h("h1", { class: "govuk-heading-l", id: "dr-title" }, this.t("broken.title")), h("p", { class: "govuk-body" }, this.t("broken.text")), h("p", { class: "govuk-body dr-hash" }, message));
    document.title = this.t("broken.title");
  }

  /** Whatever went wrong, in words. @param {unknown} error @returns {{ message: string, help?: string }} */
  words(error) {
    const { kind = "", message = String(error), place = "" } = /** @type {Partial<Refused>} */ (error);
    const key = /** @type {Key} */ (`problem.${kind}`);
    const known = this.t(key);
    if (kind && known !== key) return { message: known };
    const at = place && !message.startsWith(place) ? `${place}: ` : "";
    // What the command line's options would say is said here by the choices of the page.
    const plain = message.replace(/ \([^()]*`--[^`]*`[^()]*\)$/, "");
    return plain === message ? { message: `${at}${message}` } : { message: `${at}${plain}`, help: this.t("problem.say-below") };
  }

  /**
   * Long work, with a screen that says how far it is and a button that stops it.
   *
   * @param {Work["what"]} what @param {string} job @param {Record<string, unknown>} given @param {number} size
   * @returns {Promise<any>} nothing when it was stopped
   */
  async doing(what, job, given, size) {
    const stop = new AbortController();
    this.work = { what, progress: {}, size, stop: () => stop.abort() };
    this.go("#/working");
    try {
      return await this.engine.ask(job, given, (progress) => {
        if (!this.work) return;
        this.work.progress = progress;
        this.parts.progress(this);
      }, stop.signal);
    } catch (error) {
      if (!this.engine.worker) await this.engine.begin().then(() => this.reopen());
      if (!(error instanceof Refused) || error.kind !== "stopped") throw error;
      this.notice = { text: this.t("work.stopped") };
      return null;
    } finally {
      this.work = null;
    }
  }

  /** What the worker knew of decisions is told again to a new one. */
  async reopen() {
    if (this.draft.text) await this.engine.ask("openLog", { file: this.draft.file() });
    if (this.stage || this.language !== "en") await this.engine.ask("configure", { stage: this.stage, language: this.language });
  }

  /** Reads a list and shows its columns. @param {File} file @param {Record<string, unknown>} [options] */
  async read(file, options = {}) {
    this.problem = null;
    this.forget();
    this.file = file;
    this.options = options;
    try {
      const read = await this.doing("reading", "read", { file, options }, file.size);
      if (!read) {
        this.file = null;
        return this.go("#/");
      }
      this.rows = read.rows;
      this.kind = read.kind;
      this.sheets = read.kind === "text" ? [] : await this.engine.ask("sheets", { file });
      this.mapping = await this.engine.ask("mapping", { columns: [] });
      this.go("#/columns");
    } catch (error) {
      this.problem = this.words(error);
      this.refused = file;
      // Which sheet is meant can be asked for, if the workbook can be opened at all.
      this.sheets = /\.(xlsx|xlsm|ods)$/i.test(file.name) && this.engine.worker ? await this.engine.ask("sheets", { file }).catch(() => []) : [];
      this.file = null;
      this.go("#/");
    }
  }

  /** Takes columns as somebody said. @param {[string, string][]} columns */
  async map(columns) {
    this.columns = columns;
    this.mapping = await this.engine.ask("mapping", { columns });
  }

  /** Audits the list. @param {string} [then] where to go when it is done */
  async check(then = "#/results") {
    this.problem = null;
    try {
      await this.engine.ask("configure", { stage: this.stage, language: this.language });
      const audit = await this.doing("auditing", "audit", { columns: this.columns }, this.rows);
      if (!audit) return this.go("#/columns");
      this.audit = audit;
      this.stale = false;
      this.queue = null;
      this.filter = {};
      this.from = 0;
      this.go(then);
    } catch (error) {
      this.problem = this.words(error);
      this.go(this.file ? "#/columns" : "#/");
    }
  }

  /** Looks for what people have to decide. */
  async look() {
    try {
      const queue = await this.doing("looking", "queue", {}, this.rows);
      if (!queue) return this.go("#/results");
      this.queue = queue;
      this.go("#/decide");
    } catch (error) {
      this.problem = this.words(error);
      this.go(this.file ? "#/results" : "#/");
    }
  }

  /** Opens decisions that were made before. @param {File} file @param {boolean} [kept] they are the draft of this computer */
  async openLog(file, kept = false) {
    const opened = await this.engine.ask("openLog", { file });
    if (!kept) this.draft.open(file.name, await file.text());
    this.opened = { ...opened, name: this.draft.name };
    this.made = 0;
    this.stale = this.audit !== null && opened.lines > 0;
    this.queue = null;
    return opened;
  }

  /** A decision was made or taken back: what was added to the log; the first time, the whole of it. @param {any} told */
  decided({ log, added, ...told }) {
    this.queue = { ...this.queue, ...told };
    this.stale = true;
    this.made += 1;
    this.draft.change(log ?? this.draft.text + added);
  }

  /** Saves a report of the audit with what was decided. @param {string} format @param {string} ending @param {string} type */
  async save(format, ending, type) {
    const file = await this.doing("writing", "report", { format }, this.rows);
    if (file !== null) {
      download(this.fileName(ending), file, type);
      this.notice = { text: this.t("save.done", { name: this.fileName(ending) }) };
    }
    this.go("#/save");
  }

  /** A name for a file: what the list is called, and the day. @param {string} ending */
  fileName(ending) {
    const name = (this.file?.name ?? "list").replace(/\.[^.]*$/, "").normalize("NFKD").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 60).toLowerCase() || "list";
    return `${name}-${this.about.as_of}${ending}`;
  }

  /** Goes to another screen. @param {string} hash */
  go(hash) {
    if (location.hash === hash) this.show();
    else location.hash = hash;
  }

  /** @param {string} code */
  async turn(code) {
    this.speak(code);
    if (this.about && this.engine.worker) this.about = await this.engine.ask("configure", { stage: this.stage, language: code });
    if (this.mapping) this.mapping = await this.engine.ask("mapping", { columns: this.columns });
    this.show({ keep: true });
  }

  /** Shows what the address says. `keep`: the same screen again, so that place and focus stay. @param {{ keep?: boolean }} [how] */
  show(how = {}) {
    const route = read(location.hash);
    const back = how.keep && place(this.root);
    this.screen?.leave?.();
    this.voice.hush();
    const screen = screenOf(this, route);
    this.screen = screen;
    this.parts.frame(this);
    const { notice, problem } = this;
    const heading = put(this.parts, screen, [notice && banner(notice.title ?? this.t("notice.title"), notice.text), problem && screen.title && this.fault(problem)]);
    this.notice = null;
    this.problem = null;
    this.title(screen.title, problem !== null);
    if (back) back(heading);
    else if (this.shown) {
      window.scrollTo(0, 0);
      const summary = this.parts.main.querySelector(".govuk-error-summary");
      (summary instanceof HTMLElement ? summary : screen.focus ?? heading).focus({ preventScroll: true });
    }
    this.at = location.hash;
    this.shown = true;
  }

  /** @param {string} title @param {boolean} [error] */
  title(title, error = false) {
    nameWindow(error ? `${this.t("error.prefix")} ` : "", [title, this.file?.name ?? "", this.about?.title ?? ""]);
  }

  /** @param {{ message: string, help?: string }} problem */
  fault({ message, help }) {
    return h("div", { class: "govuk-error-summary", tabindex: "-1" }, h("div", { role: "alert" }, h("h2", { class: "govuk-error-summary__title" }, this.t("error.title")),
      h("div", { class: "govuk-error-summary__body" }, h("p", null, sentence(message)), help && h("p", null, sentence(help)))));
  }

  /** A button that goes on with something that may take long. @param {string} text @param {() => Promise<unknown>} act @param {Record<string, unknown>} [props] */
  act(text, act, props = {}) {
    return button(text, () => void act().catch((error) => {
      this.problem = this.words(error);
      this.show();
    }), props);
  }

  /** @param {string} name @param {Record<string, string>} [query] */
  to(name, query) {
    return to(name === "" ? [] : name.split("/"), query);
  }
}

/** The texts of the list of which a finding may speak. @param {any} finding @param {string[]} [cells] @returns {string[]} */
export function ownTexts(finding, cells = []) {
  const { name, id } = finding.record ?? {};
  return [name ?? "", id ?? "", ...finding.values.map((/** @type {any} */ each) => each.value ?? each.answer), ...cells];
}

/** With a capital letter, quotation marks and a full stop, as a sentence stands in a page. @param {string} text @param {string[]} [own] as for `quoted` */
export function sentence(text, own = []) {
  const plain = quoted(text.trim(), own);
  return plain === "" ? "" : plain.charAt(0).toLocaleUpperCase() + plain.slice(1) + (/[.!?…]$/.test(plain) ? "" : ".");
}

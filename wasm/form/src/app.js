// One form at work: the document, the session of the engine that holds its record, and the screen in view. It decides nothing about answers or rules: what is
// asked, missing or found comes from the engine.

import { h, fill, button } from "./dom.js";
import { buttons, li } from "./pieces.js";
import { banner, nameWindow, place, put } from "./frame.js";
import { read, to } from "./router.js";
import { fresh, remember } from "./document.js";
import { loadFramework, today } from "./engine.js";
import { places } from "./places.js";
import { Words } from "./words.js";
import { translator, LANGUAGES } from "./messages.js";
import { Voice } from "./voice.js";
import { Keeper } from "./keeper.js";
import { shell } from "./shell.js";
import { screenOf } from "./screens.js";

/** @typedef {import("./engine.js").Engine} Engine */
/** @typedef {import("./engine.js").FrameworkText} FrameworkText */
/** @typedef {import("./engine.js").FormFinding} FormFinding */
/** @typedef {import("./engine.js").Change} Change */
/** @typedef {import("./engine.js").Delta} Delta */
/** @typedef {import("./document.js").Document} Document */
/** @typedef {import("./router.js").Route} Route */

/**
 * A screen as it is shown. `live` is told of every change, `leave` when another screen comes.
 *
 * @typedef {object} Screen
 * @property {string} title
 * @property {import("./dom.js").Child[]} body
 * @property {{ text: string, href: string } | null} [back]
 * @property {(delta: Delta) => void} [live]
 * @property {() => void} [leave]
 * @property {HTMLElement | null} [focus] what takes focus in place of the heading
 */

/** @typedef {{ undo: Change, redo: Change, label: string, place: string }} Taken */

export class App extends Words {
  /**
   * @param {HTMLElement} root
   * @param {{ engine: Engine, source: FrameworkText, page?: boolean, language?: string, asOf?: string, stage?: string, keeps?: boolean | undefined, place?: string, demo?: import("./engine.js").FormRecord | null, fails?: (error: unknown) => void }} given
   */
  constructor(root, given) {
    super();
    this.root = root;
    this.engine = given.engine;
    this.source = given.source;
    this.page = given.page ?? false;
    this.fixedDay = given.asOf ?? "";
    this.framework = loadFramework(given.engine, given.source);
    this.given = given;
    this.check(this.fixedDay, given.stage);
    /** @type {Document} */
    this.doc = fresh();
    /** @type {import("./engine.js").Session | null} */
    this.session = null;
    /** @type {Map<string, import("./engine.js").Question>} */
    this.questions = new Map();
    /** @type {Map<string, import("./engine.js").GroupRow>} */
    this.rows = new Map();
    /** @type {Map<string, import("./engine.js").SectionStatus>} */
    this.sections = new Map();
    /** @type {Map<string, FormFinding>} */
    this.findings = new Map();
    /** @type {import("./engine.js").Evaluation | null} */
    this.evaluation = null;
    /** @type {Taken[]} */
    this.undos = [];
    /** @type {Taken[]} */
    this.redos = [];
    /** What was typed and not taken yet. @type {{ change: Change & { kind: "set" }, words: { label: string }, timer: number } | null} */
    this.pending = null;
    /** A sentence that the next screen shows once. @type {{ text: string, title?: string, undo?: boolean } | null} */
    this.notice = null;
    /** A file that was opened and is not taken over yet. @type {{ doc: Document, ours: boolean, name: string } | null} */
    this.opened = null;
    /** Another tab has a newer state of this draft, so that this one may only look. */
    this.stale = false;
    /** @type {Screen | null} */
    this.screen = null;
    /** @type {unknown} */
    this.problem = null;
    /** Called when a document is opened or closed. @type {() => void} */
    this.opens = () => {};
    /** Who last gave a name on this page, so that nobody types it twice. */
    this.lastPerson = "";
    this.model = this.framework.describe(given.language ?? "");
    this.places = places(this.model);
    /** Paths of the fields that name persons. @type {Set<string>} */
    this.persons = new Set([...this.places.fields.values()].filter((field) => field.type === "person").map((field) => field.path));
    this.language = given.language || this.model.language || "en";
    this.t = translator(this.language);
    this.keeper = new Keeper(this);
    this.parts = shell(this);
    this.voice = new Voice(this.parts.status);
    this.listen();
  }

  /** Takes a language for texts; the record never depends on it. @param {string} language */
  speak(language) {
    this.language = language;
    this.t = translator(language);
    this.model = this.framework.describe(language);
    this.places = places(this.model);
    if (this.session) this.take(this.work.configure({ language }));
  }

  /** Languages that can be had: those of the framework for which there are messages. */
  languages() {
    const offered = this.model.languages.length > 0 ? this.model.languages : ["en"];
    return [...new Set(["en", ...offered])].filter((code) => Object.hasOwn(LANGUAGES, code));
  }

  /** Begins with a document: a new one, a draft, or one from a file. @param {Document} doc */
  begin(doc) {
    const last = this.model.stages.at(-1)?.id ?? null;
    const known = this.model.stages.some((stage) => stage.id === doc.stage);
    if (!known) doc.stage = this.given.stage || (this.model.stages[0]?.id ?? last);
    const { id, version, sha256, title } = this.model;
    const session = new this.engine.Session(this.framework, doc.record, { as_of: this.day(), stage: doc.stage, language: this.language, brief: true });
    session.setDecisions(doc.decisions);
    this.session?.free();
    this.session = session;
    this.doc = doc;
    doc.framework = { id, version, sha256, title };
    doc.framework_text = this.source;
    doc.engine = this.engine.version();
    this.undos = [];
    this.redos = [];
    this.stale = false;
    this.untaken.clear();
    this.take(session.evaluation());
    /** When the engine is as quick as it becomes. */
    this.warm = session.warmUp([...this.questions.values()].filter(({ field }) => /text|person/.test(this.places.fields.get(field)?.type ?? "")).map(({ path }) => path));
    this.keeper.base = doc.revision;
    this.opens();
  }

  /** Goes on with a draft of this computer; one made with another version of the framework is shown first. @param {Document} doc @param {string} name */
  resume(doc, name) {
    if (doc.framework.sha256 === this.model.sha256) {
      this.begin(doc);
      this.go(to(["tasks"]));
    } else {
      this.opened = { doc, ours: true, name };
      this.go(to(["opened"]));
    }
  }

  /** @param {string} stage */
  setStage(stage) {
    this.doc.stage = stage;
    remember(this.doc, { what: "stage", after: stage });
    this.noted();
    this.configure({ stage });
  }

  /** Evaluates the record anew, under other settings. @param {import("./engine.js").SessionOptions} settings */
  configure(settings) {
    const evaluation = this.work.configure(settings);
    this.take(evaluation);
    const { verdicts } = evaluation;
    this.tell("record-change", { path: "", revision: this.work.revision });
    this.tell("findings-change", { verdicts });
  }

  /** Ends work on the document; what was kept stays where it is. */
  end() {
    if (this.pending) window.clearTimeout(this.pending.timer);
    this.pending = null;
    this.session?.free();
    this.session = null;
    this.doc = fresh();
    this.undos = [];
    this.redos = [];
    this.evaluation = null;
    this.opens();
  }

  day() {
    return this.fixedDay || today();
  }

  /** Throws where there is no such day or stage, before anybody begins with it. @param {string} as_of @param {string} [stage] */
  check(as_of, stage) {
    if (as_of || stage) this.framework.audit({}, { as_of: as_of || today(), stage: stage || null, detail: "counts" });
  }

  /** @param {import("./engine.js").Evaluation} evaluation */
  take(evaluation) {
    this.evaluation = evaluation;
    this.questions = new Map(evaluation.questions.map((question) => [question.path, question]));
    this.rows = new Map(evaluation.rows.map((row) => [row.path, row]));
    this.sections = new Map(evaluation.sections.map((section) => [section.id, section]));
    this.findings = new Map(evaluation.findings.map((finding) => [finding.fingerprint, finding]));
  }

  /** Why a section cannot be begun; nothing where it can. @param {string} section */
  waits(section) {
    return this.sections.get(section)?.asked === "open" ? this.t("status.cannot-start-why") : "";
  }

  /** The session; a screen that needs one is only shown where there is one. */
  get work() {
    this.flush();
    if (!this.session) throw new Error("no document is open");
    return this.session;
  }

  /** Whether answers may be changed. */
  get locked() {
    return this.stale || this.doc.signed !== null;
  }

  /** Makes a change as soon as somebody pauses, or before anything is read: while one types, a key press has nothing to wait for. @param {Change & { kind: "set" }} change @param {{ label: string }} words */
  soon(change, words) {
    if (this.locked) return;
    if (this.pending && this.pending.change.path !== change.path) this.flush();
    if (this.pending) window.clearTimeout(this.pending.timer);
    this.pending = { change, words, timer: window.setTimeout(() => this.flush(), 120) };
    this.keeper.later();
  }

  flush() {
    const { pending } = this;
    if (!pending) return;
    window.clearTimeout(pending.timer);
    this.pending = null;
    this.change(pending.change, pending.words);
  }

  /**
   * Makes a change, and everything that follows from it.
   *
   * @param {Change} change
   * @param {{ label: string, what?: string }} words of the history and of undo
   * @returns {Delta | null}
   */
  change(change, words) {
    this.flush();
    if (this.locked) return null;
    const set = change.kind === "set" ? change : null;
    const place = set ? set.path : change.kind === "add-row" ? change.group : change.kind === "remove-row" ? change.row : "";
    const value = () => (set && this.questions.get(place)?.value) ?? "";
    const before = value();
    const delta = this.apply(change);
    if (!delta) {
      const answer = set?.answer ?? null;
      if (answer !== null) this.untaken.set(place, { label: words.label, answer: typeof answer === "string" ? answer : JSON.stringify(answer) });
      return null;
    }
    this.untaken.delete(place);
    const last = this.undos.at(-1);
    // Going on typing is one thing to take back.
    if (set && last && last.place === place && last.redo.kind === "set") last.redo = set;
    else this.undos.push({ undo: delta.inverse, redo: delta.change, label: words.label, place });
    if (this.undos.length > 200) this.undos.shift();
    this.redos = [];
    const what = words.what ?? (set ? "answer" : change.kind);
    remember(this.doc, { what, place, label: words.label, before, after: value() });
    this.touched(delta);
    return delta;
  }

  /** @param {Change} change @returns {Delta | null} */
  apply(change) {
    try {
      const delta = this.work.apply(change);
      for (const question of delta.questions) this.questions.set(question.path, question);
      for (const path of delta.gone) this.questions.delete(path);
      for (const row of delta.rows) this.rows.set(row.path, row);
      for (const path of delta.rows_gone) this.rows.delete(path);
      for (const section of delta.sections) this.sections.set(section.id, section);
      for (const finding of [...delta.findings.added, ...delta.findings.changed]) this.findings.set(finding.fingerprint, finding);
      for (const fingerprint of delta.findings.removed) this.findings.delete(fingerprint);
      // Of the whole, its counts and its result are shown.
      Object.assign(this.evaluation ?? {}, delta);
      if (delta.order.length > 0) this.reorder(delta.order);
      return delta;
    } catch (error) {
      this.fail(error);
      return null;
    }
  }

  /** Puts the rows of a group into the order that they have now. @param {string[]} order */
  reorder(order) {
    const moved = order.map((path) => this.rows.get(path));
    for (const path of order) this.rows.delete(path);
    for (const row of moved) if (row) this.rows.set(row.path, row);
  }

  /** @param {Delta} delta */
  touched(delta) {
    this.keeper.later();
    this.screen?.live?.(delta);
    this.parts.undo(this);
    this.told(delta);
  }

  /** Tells the page around what a change changed. @param {Delta} delta */
  told(delta) {
    this.tell("record-change", { path: delta.change.kind === "set" ? delta.change.path : "", revision: delta.revision });
    const { added, removed, changed } = delta.findings;
    if (added.length + removed.length + changed.length > 0) this.tell("findings-change", { verdicts: delta.verdicts });
  }

  /** Tells the page around; gives whether that leaves to the form what comes next. @param {string} name @param {unknown} detail */
  tell(name, detail) {
    return this.root.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, cancelable: true }));
  }

  /** Takes the last change back, or makes it again. @param {boolean} [again] */
  undo(again = false) {
    this.flush();
    const from = again ? this.redos : this.undos;
    const into = again ? this.undos : this.redos;
    const taken = from.pop();
    if (!taken || this.locked) return;
    const delta = this.apply(again ? taken.redo : taken.undo);
    if (!delta) return;
    into.push(again ? { ...taken, undo: delta.inverse } : { ...taken, redo: delta.inverse });
    remember(this.doc, { what: again ? "redo" : "undo", place: taken.place, label: taken.label });
    this.keeper.later();
    this.told(delta);
    const key = again ? "undo.redone" : "undo.done";
    this.show({ keep: true });
    this.voice.say(this.t(key, { what: taken.label }), 0);
  }

  /** What was typed when the engine stopped, by its place: it could not be taken, and is not lost until the place is answered. @type {Map<string, { label: string, answer: string }>} */
  untaken = new Map();

  /** Whether a way to write a note stands at every answer that is read through. */
  noting = false;

  /** Notes something that is no answer: a section called complete, a decision, a signature. */
  noted() {
    this.keeper.later();
    this.parts.undo(this);
  }

  /** Goes to another screen. @param {string} hash */
  go(hash) {
    if (location.hash === hash) this.show();
    else location.hash = hash;
  }

  listen() {
    const changed = () => this.address === location.hash && this.show();
    const hide = () => document.visibilityState === "hidden" && this.keeper.leave();
    const before = (/** @type {BeforeUnloadEvent} */ event) => {
      if (this.session && this.keeper.unsaved && !this.keeper.on) event.preventDefault();
    };
    const leave = () => this.keeper.leave();
    // The engine stopped where nobody was waiting for it to fail: when a stage was chosen, or answers were looked through.
    const stopped = (/** @type {ErrorEvent} */ event) => event.error instanceof this.engine.EngineCrash && this.fail(event.error);
    const on = new AbortController();
    for (const [name, act] of Object.entries({ error: stopped, hashchange: changed, pagehide: leave, beforeunload: before })) window.addEventListener(name, /** @type {EventListener} */ (act), on);
    document.addEventListener("visibilitychange", hide, on);
    this.keeper.hear(on.signal);
    /** Keeps what was typed, and hears nothing more until it listens again. */
    this.stop = () => {
      this.flush();
      this.keeper.leave();
      on.abort();
    };
  }

  /** The address of the screen that is wanted. Others are those of the page around: the screen stays. @returns {string} */
  get address() {
    return /^(#\/|#?$)/.test(location.hash) ? location.hash : (this.at ?? "");
  }

  /** Shows what the address says. `keep`: the same screen again, so that place and focus stay. @param {{ keep?: boolean }} [how] */
  show(how = {}) {
    if (this.session) this.flush();
    const route = read(this.address);
    const back = how.keep && place(this.root);
    this.screen?.leave?.();
    /** @type {Screen} */
    let screen;
    try {
      screen = screenOf(this, route);
    } catch (error) {
      this.trouble(error);
      screen = screenOf(this, read("#/problem"));
    }
    this.screen = screen;
    /** The address whose screen is shown. */
    this.at = this.address;
    this.parts.frame(this);
    const { notice, t } = this;
    const secondary = { class: "govuk-button govuk-button--secondary dr-plain" };
    const said = this.stale ? banner(t("stale.title"), t("stale.text"), buttons(button(t("stale.newest"), () => void this.keeper.newest()), button(t("stale.apart"), () => void this.keeper.apart(), secondary)))
      : notice && banner(notice.title ?? t("notice.title"), notice.text, notice.undo && button(t("undo.button"), () => this.undo(), secondary));
    const { signed } = this.doc;
    // Whatever screen somebody prints says whether it is a draft.
    const heading = put(this.parts, screen, [said, this.session && h("p", { class: `dr-print-mark${route.parts[0] === "print" ? "" : " dr-print-only"}` }, signed ? t("sign.signed-by", { ...signed, on: this.date(signed.on) }) : t("draft.mark"))]);
    this.notice = null;
    this.title(screen.title);
    if (back) back(heading);
    else if (this.shown) {
      this.voice.clear();
      window.scrollTo(0, 0);
      (screen.focus ?? heading).focus({ preventScroll: screen.focus === undefined || screen.focus === null });
      screen.focus?.scrollIntoView({ block: "center" });
    }
    this.shown = true;
  }

  /** @param {string} title @param {boolean} [error] */
  title(title, error = false) {
    if (!this.page) return;
    const name = this.session ? this.name() : "";
    nameWindow(error ? `${this.t("error.prefix")} ` : "", [title, name, this.model.title]);
  }

  /**
   * Shows the summary of what is wrong with the answers of a page, in the order of the questions. Each link leads to the control, with its name in view.
   *
   * @param {HTMLElement} summary @param {{ words: string, target: HTMLElement | null | undefined }[]} problems
   */
  refuse(summary, problems) {
    fill(summary, h("div", { role: "alert" }, h("h2", { class: "govuk-error-summary__title" }, this.t("error.title")),
      h("div", { class: "govuk-error-summary__body" }, h("ul", { class: "govuk-list govuk-error-summary__list" }, problems.map(({ words, target }) => li(h("a", { href: `#${target?.id ?? ""}`, onclick: (/** @type {Event} */ event) => {
        event.preventDefault();
        (target?.closest("fieldset") ?? target?.closest(".govuk-form-group") ?? target)?.scrollIntoView({ block: "start" });
        target?.focus({ preventScroll: true });
      } }, words)))))));
    summary.hidden = false;
    this.voice.quiet();
    this.title(this.screen?.title ?? "", true);
    summary.focus();
  }

  /** Something went wrong that nobody here foresaw: the draft is in memory still, and can be saved. @param {unknown} error */
  fail(error) {
    this.trouble(error);
    this.go(to(["problem"]));
  }

  /** @param {unknown} error */
  trouble(error) {
    this.problem = error;
    this.given.fails?.(error);
  }
}

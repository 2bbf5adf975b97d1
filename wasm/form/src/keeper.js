// Keeps the document: half a second after the last change, when the page is left, and never over what another tab kept later.

import * as storage from "./storage.js";
import { fresh } from "./document.js";

const PAUSE = 500;
/** What other tabs are told, in place of a draft, when this computer was cleared. */
export const CLEARED = "";

export class Keeper {
  /** Tells other tabs what this one keeps, from when it hears them. @type {ReturnType<typeof storage.channel>} */
  tell = () => {};

  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    this.on = app.given.keeps ?? storage.keeps();
    /** Whether there are changes that are neither kept nor saved. */
    this.unsaved = false;
    /** Whether there are changes that are in no file. */
    this.unfiled = false;
    /** The revision on this computer from which this tab goes on. */
    this.base = 0;
    /** @type {"" | "kept" | "failed"} */
    this.state = "";
    this.timer = 0;
    /** @type {Promise<void>} */
    this.running = Promise.resolve();
  }

  /** Hears what other tabs keep, until the signal. @param {AbortSignal} until */
  hear(until) {
    const { app } = this;
    this.tell = storage.channel(({ id, revision }) => {
      // Somebody took everything off this computer in another tab: what is open here stays open, and is kept no more.
      if (id === CLEARED) {
        window.clearTimeout(this.timer);
        this.on = false;
        this.unsaved = true;
        return app.session && app.parts.kept(app);
      }
      if (id === app.doc.id && app.session && revision > this.base) this.becomeStale();
    }, until);
  }

  becomeStale() {
    if (this.app.stale) return;
    window.clearTimeout(this.timer);
    this.app.stale = true;
    this.app.show({ keep: true });
    this.app.voice.say(this.app.t("stale.text"));
  }

  later() {
    this.unsaved = true;
    this.unfiled = true;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.now(), PAUSE);
  }

  /** Brings the document up to what the session holds. Where the engine is gone, the record as it was last kept stays. */
  gather() {
    const { app } = this;
    if (!app.session) return;
    try {
      app.doc.record = app.work.record();
      app.doc.as_of = app.day();
    } catch {
      // What is there is kept.
    }
  }

  /** Keeps the document now, where it is kept at all. @returns {Promise<void>} */
  now() {
    window.clearTimeout(this.timer);
    this.running = this.running.then(() => this.keepOnce());
    return this.running;
  }

  async keepOnce() {
    const { app } = this;
    if (!app.session || app.stale || !this.unsaved) return;
    this.gather();
    if (!this.on) return;
    const doc = app.doc;
    doc.revision = this.base + 1;
    doc.saved = new Date().toISOString();
    this.unsaved = false;
    const result = await storage.put(doc, app.name(), this.base);
    if (result === "kept") {
      storage.calm(doc.id);
      this.base = doc.revision;
      this.state = "kept";
      this.tell(doc.id, doc.revision);
    } else {
      this.unsaved = true;
      if (result === "newer") this.becomeStale();
      else this.state = "failed";
    }
    app.parts.kept(app);
  }

  /** Keeps the document while the page is being left. */
  leave() {
    const { app } = this;
    if (!app.session || app.stale || !this.unsaved || !this.on) return;
    this.gather();
    storage.hurry({ ...app.doc, revision: this.base + 1, saved: new Date().toISOString() }, app.name());
    void this.now();
  }

  /** Keeps a state to come back to. @param {string} why */
  async mark(why) {
    await this.now();
    if (this.on && this.app.session) await storage.snapshot(structuredClone(this.app.doc), why);
  }

  /** Takes over what the other tab kept. */
  async newest() {
    const all = await storage.drafts();
    const draft = all?.find((each) => each.id === this.app.doc.id);
    // Where the other tab cleared everything, what this one has is all there is.
    if (!draft) return this.apart();
    this.app.begin(draft.doc);
    this.unsaved = false;
    this.app.show();
  }

  /** Goes on with what this tab has, as a draft of its own. */
  async apart() {
    this.gather();
    const { id: _, revision: __, ...rest } = this.app.doc;
    this.app.begin(fresh(structuredClone(rest)));
    this.later();
    this.app.show();
  }

  /** Whether drafts are kept from now on; what is there already stays until it is cleared. @param {boolean} yes */
  choose(yes) {
    storage.keep(yes);
    this.on = yes;
    if (yes && this.app.session) {
      this.unsaved = true;
      void this.now();
    }
  }

  stop() {
    window.clearTimeout(this.timer);
  }
}

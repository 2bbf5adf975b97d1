// Decisions that are not in a file yet: their text, and a copy on this computer where the person agreed. Everything about the copy may fail, and then there is none.

const NAME = "due-regard-decisions";
const CHOICE = "due-regard-keep";

/** @typedef {{ name: string, text: string, by: string, keys: boolean, unsaved: boolean }} Kept */

export class Draft {
  constructor() {
    this.framework = "";
    this.name = "decisions.csv";
    /** The log as it can be saved; nothing when nothing was opened and nothing decided. */
    this.text = "";
    this.by = "";
    this.keys = true;
    /** Decisions were made that are in no file. */
    this.unsaved = false;
    this.on = false;
    this.failed = false;
    this.found = false;
  }

  /** @param {string} framework */
  async load(framework) {
    this.framework = framework;
    this.on = keeps();
    if (!this.on) return;
    const kept = await within("readonly", (store) => store.get(framework));
    if (!kept || typeof kept.text !== "string") return;
    Object.assign(this, { name: String(kept.name), text: kept.text, by: String(kept.by ?? ""), keys: kept.keys !== false, unsaved: kept.unsaved === true });
    this.found = kept.text !== "";
  }

  /** @param {string} name @param {string} text */
  open(name, text) {
    this.name = name;
    this.text = text;
    this.unsaved = false;
    void this.keep();
  }

  /** @param {string} text */
  change(text) {
    this.text = text;
    this.unsaved = true;
    void this.keep();
  }

  saved() {
    this.unsaved = false;
    void this.keep();
  }

  file() {
    return new File([this.text], this.name, { type: "text/csv" });
  }

  /** Whether a copy is kept from now on. @param {boolean} on */
  async choose(on) {
    this.on = on;
    try {
      localStorage.setItem(CHOICE, on ? "yes" : "no");
    } catch {
      this.failed = true;
    }
    if (on) await this.keep();
    else await within("readwrite", (store) => store.delete(this.framework));
  }

  async keep() {
    if (!this.on) return;
    const { name, text, by, keys, unsaved } = this;
    this.failed = (await within("readwrite", (store) => store.put({ name, text, by, keys, unsaved }, this.framework))) === null;
  }
}

/** What the person chose for this computer, else yes for a page from a server and no for one from disk, where all pages share one storage. */
function keeps() {
  try {
    const chosen = localStorage.getItem(CHOICE);
    return chosen === null ? location.protocol !== "file:" : chosen === "yes";
  } catch {
    return false;
  }
}

/** @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest} work @returns {Promise<any>} nothing where it failed */
async function within(mode, work) {
  try {
    return await new Promise((resolve) => {
      const opening = indexedDB.open(NAME, 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore("logs");
      opening.onerror = opening.onblocked = () => resolve(null);
      opening.onsuccess = () => {
        const database = opening.result;
        const transaction = database.transaction("logs", mode);
        const request = work(transaction.objectStore("logs"));
        const end = (/** @type {any} */ value) => {
          database.close();
          resolve(value);
        };
        transaction.oncomplete = () => end(request.result ?? true);
        transaction.onerror = transaction.onabort = () => end(null);
      };
    });
  } catch {
    return null;
  }
}

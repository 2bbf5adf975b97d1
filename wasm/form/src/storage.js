// Drafts kept on this computer, where the person agreed. Everything here may fail (a private window, a full disk, a policy) and then says so by `null` or `false`:
// the file is always there as well.

/** @typedef {import("./document.js").Document} Document */
/** @typedef {{ id: string, revision: number, name: string, framework: string, saved: string, doc: Document }} Draft */

const NAME = "due-regard";
/** Begins the names under which drafts are kept in a hurry; their ids follow. */
const PENDING = "due-regard-pending-";
const CHOICE = "due-regard-keep";
const SNAPSHOTS = 20;

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("drafts", { keyPath: "id" });
      request.result.createObjectStore("snapshots", { keyPath: ["id", "at"] });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });
}

/**
 * @template T
 * @param {"drafts" | "snapshots"} store
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore, done: (value: T) => void) => void} work
 * @returns {Promise<T | null>}
 */
async function within(store, mode, work) {
  try {
    const database = await open();
    return await new Promise((resolve) => {
      /** @type {T | null} */
      let result = null;
      const transaction = database.transaction(store, mode);
      const end = (/** @type {T | null} */ value) => {
        database.close();
        resolve(value);
      };
      transaction.oncomplete = () => end(result);
      transaction.onerror = transaction.onabort = () => end(null);
      work(transaction.objectStore(store), (value) => (result = value));
    });
  } catch {
    return null;
  }
}

/** What stands in storage may not be read or written here: then it is as if nothing stood there. @template T @param {() => T} work @returns {T | undefined} */
export function attempt(work) {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** Whether drafts are kept: what the person chose, else yes for a page from a server and no for one from disk, where all pages share one storage. */
export function keeps() {
  return attempt(() => {
    const chosen = localStorage.getItem(CHOICE);
    return chosen === null ? location.protocol !== "file:" : chosen === "yes";
  }) ?? false;
}

/** Where that cannot be kept, it is asked again next time. @param {boolean} yes */
export function keep(yes) {
  attempt(() => localStorage.setItem(CHOICE, yes ? "yes" : "no"));
}

/** Everything in a store, or what lies between two keys. @param {"drafts" | "snapshots"} store @param {IDBKeyRange} [between] @returns {Promise<any[] | null>} */
function all(store, between) {
  return within(store, "readonly", (store, /** @type {(value: any[]) => void} */ done) => {
    const request = store.getAll(between);
    request.onsuccess = () => done(request.result);
  });
}

/** The snapshots of a draft. @param {string} id */
function of(id) {
  return IDBKeyRange.bound([id, ""], [id, "\uffff"]);
}

/** Drafts on this computer, the newest first; `null` where none can be kept. @returns {Promise<Draft[] | null>} */
export async function drafts() {
  const found = await all("drafts");
  return found && found.sort((a, b) => (a.saved < b.saved ? 1 : -1));
}

/**
 * Keeps a draft, unless another tab kept a newer one: then nothing is written.
 *
 * @param {Document} doc
 * @param {string} name
 * @param {number} base the revision that this tab last kept or read
 * @returns {Promise<"kept" | "newer" | "failed">}
 */
export async function put(doc, name, base) {
  const result = await within("drafts", "readwrite", (store, /** @type {(value: "kept" | "newer") => void} */ done) => {
    const request = store.get(doc.id);
    request.onsuccess = () => {
      if (request.result && request.result.revision > base) return done("newer");
      store.put({ id: doc.id, revision: doc.revision, name, framework: doc.framework.id, saved: doc.saved, doc });
      done("kept");
    };
  });
  return result ?? "failed";
}

/**
 * Keeps a document at once, for a page that is being left: what is written otherwise may come too late. It is taken over when the page is opened again.
 * Where it does not fit, the usual way was tried as well.
 *
 * @param {Document} doc @param {string} name
 */
export function hurry(doc, name) {
  attempt(() => localStorage.setItem(PENDING + doc.id, JSON.stringify({ doc, name })));
}

/** What was kept in a hurry, by its name. Where nothing may be read, nothing was kept. */
const pending = () => attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(PENDING))) ?? [];

/** Takes over what was kept in a hurry, unless a later state is there. */
export async function recover() {
  for (const key of pending()) {
    const { doc, name } = attempt(() => JSON.parse(localStorage.getItem(key) ?? "")) ?? {};
    if (typeof doc?.id === "string") await put(doc, String(name), doc.revision);
    attempt(() => localStorage.removeItem(key));
  }
}

/** What was kept in a hurry has been kept properly. @param {string} id */
export function calm(id) {
  attempt(() => localStorage.removeItem(PENDING + id));
}

/** Keeps how it stands now beside the draft; the last twenty stay. @param {Document} doc @param {string} why */
export async function snapshot(doc, why) {
  await within("snapshots", "readwrite", (store, done) => {
    store.put({ id: doc.id, at: new Date().toISOString(), why, doc });
    const request = store.getAllKeys(of(doc.id));
    request.onsuccess = () => {
      for (const key of request.result.slice(0, -SNAPSHOTS)) store.delete(key);
      done(true);
    };
  });
}

/** @param {string} id @returns {Promise<{ id: string, at: string, why: string, doc: Document }[]>} */
export async function snapshots(id) {
  return ((await all("snapshots", of(id))) ?? []).reverse();
}

/** Takes everything off this computer. @returns {Promise<boolean>} */
export async function clear() {
  const first = await within("drafts", "readwrite", (store, done) => (store.clear(), done(true)));
  const second = await within("snapshots", "readwrite", (store, done) => (store.clear(), done(true)));
  const third = attempt(() => {
    localStorage.removeItem(CHOICE);
    for (const key of pending()) localStorage.removeItem(key);
    return true;
  });
  return first === true && second === true && third === true;
}

/** Tells other tabs of this browser, and hears from them until the signal. @param {(message: { id: string, revision: number }) => void} hear @param {AbortSignal} until */
export function channel(hear, until) {
  const broadcast = attempt(() => new BroadcastChannel(NAME));
  if (broadcast) {
    broadcast.onmessage = ({ data }) => hear(data);
    until.onabort = () => broadcast.close();
  }
  // After the signal there is nobody to tell.
  return (/** @type {string} */ id, /** @type {number} */ revision) => attempt(() => broadcast?.postMessage({ id, revision }));
}

// The page's end of the worker: jobs with an answer, words about progress, and a way to stop.

/** @typedef {{ message: string, kind: string, place: string }} Trouble */

/** What a job could not do. */
export class Refused extends Error {
  /** @param {Trouble} trouble */
  constructor({ message, kind, place }) {
    super(message);
    this.kind = kind;
    this.place = place;
  }
}

/** A worker that obeys no request to stop is ended after so many milliseconds. */
const PATIENCE = 400;

export class Engine {
  /** @param {string} script the worker's, as text @param {Record<string, unknown>} start what its engine begins with */
  constructor(script, start) {
    this.start = start;
    /** @type {Map<number, { done: (value: any) => void, fail: (error: unknown) => void, progress?: ((progress: any) => void) | undefined, file?: Blob | undefined }>} */
    this.jobs = new Map();
    this.last = 0;
    // The only script that is ever made from text here is the worker, and its text stands in the page.
    const types = /** @type {any} */ (window).trustedTypes;
    const policy = types?.createPolicy("due-regard-worker", { createScriptURL: (/** @type {string} */ address) => address });
    const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    this.address = policy ? policy.createScriptURL(address) : address;
    /** @type {Worker | null} */
    this.worker = null;
    /** Called when the worker had to be ended, and with it what it knew. */
    this.lost = () => {};
  }

  /** Begins, or begins anew after the worker was ended. @returns {Promise<any>} */
  begin() {
    const worker = new Worker(this.address);
    this.worker = worker;
    worker.onmessage = ({ data }) => {
      const job = this.jobs.get(data.id);
      if (!job) return;
      if (data.progress) return job.progress?.(data.progress);
      if (data.read) return void this.read(worker, data.id, job.file, data.read);
      this.jobs.delete(data.id);
      if (!data.error) return job.done(data.done);
      job.fail(new Refused(data.error));
      // An engine that stopped in the middle is not to be trusted with anything else.
      if (data.error.kind === "crash") this.end("crash");
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.end("crash", event.message);
    };
    return this.ask("start", this.start);
  }

  /** Hands a piece of a job's file to the worker. @param {Worker} worker @param {number} id @param {Blob | undefined} file @param {[number, number]} piece */
  async read(worker, id, file, [from, to]) {
    try {
      const bytes = await file?.slice(from, to).arrayBuffer();
      worker.postMessage({ id, bytes }, bytes ? [bytes] : []);
    } catch (error) {
      worker.postMessage({ id, unread: String(/** @type {Error} */ (error).message) });
    }
  }

  /** Has a job done. Of a `file` among what is given the worker sees name and size, and asks for its pieces. @param {string} job @param {Record<string, unknown>} [given] @param {(progress: any) => void} [progress] @param {AbortSignal} [signal] @returns {Promise<any>} */
  ask(job, given = {}, progress, signal) {
    if (!this.worker) return Promise.reject(new Refused({ kind: "crash", message: "", place: "" }));
    const id = (this.last += 1);
    return new Promise((done, fail) => {
      const file = /** @type {File | undefined} */ (given["file"]);
      this.jobs.set(id, { done, fail, progress, file });
      this.worker?.postMessage({ id, job, ...given, ...(file ? { file: { name: file.name, size: file.size } } : {}) });
      signal?.addEventListener("abort", () => {
        if (!this.jobs.has(id)) return;
        this.worker?.postMessage({ stop: id });
        window.setTimeout(() => this.jobs.has(id) && this.end("stopped"), PATIENCE);
      }, { once: true });
    });
  }

  /** Ends the worker and everything that it was at. @param {string} kind @param {string} [message] */
  end(kind, message = "") {
    this.worker?.terminate();
    this.worker = null;
    const jobs = [...this.jobs.values()];
    this.jobs.clear();
    this.lost();
    for (const job of jobs) job.fail(new Refused({ kind, message, place: "" }));
  }
}

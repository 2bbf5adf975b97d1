// Lists off the page's thread: a worker of its own for each, which ends with the job.
import { EngineCrash, InputError, LoadError, compiled, ready } from "./index.js";
import { wanted } from "./list.js";

function unpacked({ name, message, kind, path, help, diagnostics }) {
  if (name === "LoadError") return new LoadError(message, diagnostics);
  if (name === "InputError") return new InputError(message, kind, path, help);
  if (name === "EngineCrash" || name === "RuntimeError") return new EngineCrash(message);
  return new Error(message);
}

/** A worker and what waits for it. Messages are numbered, so that each answer finds what asked for it. */
class Thread {
  #worker;
  #waiting = new Map();
  #asked = 0;
  #ended = null; // why nothing is answered any more

  constructor(worker) {
    this.#worker = worker;
    worker.onmessage = ({ data: { number, progress, error, done } }) => {
      const one = this.#waiting.get(number);
      if (!one) return;
      if (progress) return one.onProgress?.(progress);
      this.#waiting.delete(number);
      if (error) one.reject(unpacked(error));
      else one.resolve(done);
    };
    worker.onerror = (event) => this.end(new EngineCrash(event.message || "the worker stopped"));
  }

  ask(message, onProgress) {
    return new Promise((resolve, reject) => {
      if (this.#ended) throw this.#ended;
      const number = (this.#asked += 1);
      this.#worker.postMessage({ ...message, number });
      this.#waiting.set(number, { resolve, reject, onProgress });
    });
  }

  /** Ends the worker; what waits for it is told why, and so is what asks later. */
  end(reason = new DOMException("the list was closed", "AbortError")) {
    this.#ended ??= reason;
    this.#worker.terminate();
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }
}

/** One job of a worker of its own, which a signal may end. */
async function begun(what, framework, list, all) {
  const { worker, onProgress, signal, ...options } = wanted(list, all);
  await ready();
  const thread = new Thread(worker ?? new Worker(new URL("./worker-thread.js", import.meta.url), { type: "module" }));
  const stop = () => thread.end(signal.reason);
  try {
    if (signal?.aborted) stop();
    signal?.addEventListener("abort", stop, { once: true });
    return [thread, await thread.ask({ do: what, module: compiled(), text: framework, list, options }, onProgress)];
  } catch (error) {
    thread.end();
    throw error;
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

export async function mapList(framework, list, options) {
  const [thread, mapping] = await begun("map", framework, list, options);
  thread.end();
  return mapping;
}

export async function auditList(framework, list, options) {
  const [thread, audit] = await begun("audit", framework, list, options);
  return { audit, report: (format) => thread.ask({ do: "report", format }), close: () => thread.end() };
}

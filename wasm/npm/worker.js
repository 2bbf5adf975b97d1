// Lists off the page's thread: a worker of its own for each, which ends with the job.
import { EngineCrash, InputError, LoadError, compiled, ready } from "./index.js";

function unpacked({ name, message, kind, path, diagnostics }) {
  if (name === "LoadError") return new LoadError(message, diagnostics);
  if (name === "InputError") return new InputError(message, kind, path);
  if (name === "EngineCrash" || name === "RuntimeError") return new EngineCrash(message);
  return new Error(message);
}

function asked(worker, message, onProgress, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => {
      worker.terminate();
      reject(signal.reason ?? new DOMException("stopped", "AbortError"));
    };
    if (signal?.aborted) return stop();
    signal?.addEventListener("abort", stop, { once: true });
    const end = (settle) => {
      signal?.removeEventListener("abort", stop);
      settle();
    };
    worker.onmessage = ({ data }) => {
      if (data.progress) onProgress?.(data.progress);
      else if (data.error) end(() => reject(unpacked(data.error)));
      else end(() => resolve(data.done));
    };
    worker.onerror = (event) => end(() => reject(new EngineCrash(event.message ?? "the worker stopped")));
    worker.postMessage(message);
  });
}

async function begin(options) {
  const { worker, onProgress, signal, ...rest } = options;
  await ready();
  return { worker: worker ?? new Worker(new URL("./worker-thread.js", import.meta.url), { type: "module" }), onProgress, signal, rest };
}

export async function mapList(framework, list, options = {}) {
  const { worker, signal, rest } = await begin(options);
  try {
    return await asked(worker, { do: "map", module: compiled(), text: framework, list, options: rest }, null, signal);
  } finally {
    worker.terminate();
  }
}

export async function auditList(framework, list, options = {}) {
  const { worker, onProgress, signal, rest } = await begin(options);
  try {
    const audit = await asked(worker, { do: "audit", module: compiled(), text: framework, list, options: rest }, onProgress, signal);
    return { audit, report: (format) => asked(worker, { do: "report", format }, null, null), close: () => worker.terminate() };
  } catch (error) {
    worker.terminate();
    throw error;
  }
}

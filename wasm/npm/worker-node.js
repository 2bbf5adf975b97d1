// The same for Node, where a list is read between other work: a server wraps this in a thread of its own if it wants to.
import { ready } from "./node.js";
import { audited, mapped, wanted } from "./list.js";

export async function mapList(framework, list, options) {
  const { onProgress: _, signal: __, worker: ___, ...rest } = wanted(list, options);
  await ready();
  return mapped(framework, list, rest);
}

export async function auditList(framework, list, options) {
  const { onProgress, signal, worker: _, ...rest } = wanted(list, options);
  await ready();
  const between = async () => {
    signal?.throwIfAborted();
    await new Promise((next) => setImmediate(next));
  };
  signal?.throwIfAborted();
  const { result, report, free } = await audited(framework, list, rest, (progress) => onProgress?.(progress), between);
  let closed = false;
  return {
    audit: result,
    report: async (format) => {
      if (closed) throw new DOMException("the list was closed", "AbortError");
      return report(format);
    },
    close: () => {
      if (!closed) free();
      closed = true;
    },
  };
}

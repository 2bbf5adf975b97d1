// The worker's side: one list, then its reports, then it ends with its memory.
import { ready, readySync } from "./index.js";
import { audited, mapped } from "./list.js";

let report = null;
/** Errors keep their class and what they know on their way to the page. */
const packed = (error) => ({ name: error?.name ?? "Error", message: String(error?.message ?? error), kind: error?.kind, path: error?.path, help: error?.help, diagnostics: error?.diagnostics });

self.onmessage = async ({ data }) => {
  const { number } = data; // of the question, so that its answer finds it
  try {
    if (data.module) readySync(data.module);
    await ready();
    if (data.do === "map") postMessage({ number, done: await mapped(data.text, data.list, data.options) });
    else if (data.do === "report") postMessage({ number, done: report(data.format) });
    else {
      const audit = await audited(data.text, data.list, data.options, (progress) => postMessage({ number, progress }), () => {});
      report = audit.report;
      postMessage({ number, done: audit.result });
    }
  } catch (error) {
    postMessage({ number, error: packed(error) });
  }
};

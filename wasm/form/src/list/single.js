// The script of the page for lists, which is one file: everything it needs stands in the page itself, and it fetches nothing.

import { dress } from "../dom.js";
import { learn } from "../messages.js";
import { today, unpack } from "../engine.js";
import { ListApp } from "./app.js";

/** What stands packed in a block of data of the page. @param {string} id */
const block = (id) => document.getElementById(`due-regard-${id}`)?.textContent ?? "";

/** Before `#`, the address of the page may say `?as-of=2026-11-22`, for whoever audits a list again later, and `?language=cy`. */
const query = new URLSearchParams(location.search);

void (async () => {
  const [messages, worker] = await Promise.all([unpack(block("messages")).json(), unpack(block("worker")).text()]);
  dress(messages.css);
  learn(messages);
  const root = document.getElementById("due-regard-list");
  if (!root) return;
  const app = new ListApp(root, {
    worker,
    // The worker unpacks them, so that this thread is free to show things.
    start: { module: block("module"), framework: block("framework"), registers: block("registers"), as_of: query.get("as-of") || today() },
    language: query.get("language") || document.documentElement.lang,
  });
  /** @type {any} */ (root).app = app;
  void app.begin();
})();

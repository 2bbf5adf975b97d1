// The script of the page for lists, which is one file: everything it needs stands in the page itself, and it fetches nothing.

import { learn } from "../messages.js";
import { today, unpack } from "../engine.js";
import { ListApp } from "./app.js";

/** What stands in a block of data of the page. @param {string} id */
const block = (id) => document.getElementById(id)?.textContent ?? "";

/** Before `#`, the address of the page may say `?as-of=2026-11-22`, for whoever audits a list again later, and `?language=cy`. */
const query = new URLSearchParams(location.search);

void (async () => {
  learn(await unpack(block("due-regard-messages")).json());
  const root = document.getElementById("due-regard-list");
  if (!root) return;
  const { registers, names } = JSON.parse(block("due-regard-registers"));
  const app = new ListApp(root, {
    worker: JSON.parse(block("due-regard-worker")),
    start: { module: block("due-regard-module"), source: JSON.parse(block("due-regard-framework")), registers, names, as_of: query.get("as-of") || today() },
    language: query.get("language") || document.documentElement.lang,
  });
  /** @type {any} */ (root).app = app;
  void app.begin();
})();

// The script of the page that is one file: it finds the module and the framework in the page itself, and fetches nothing.

import { EngineCrash, Framework, Session, ready, version } from "due-regard";
import { unpack } from "./engine.js";
import { DueRegardForm, define } from "./element.js";
import { learn } from "./messages.js";

/** What stands in a block of data of the page. @param {string} id */
const block = (id) => document.getElementById(id)?.textContent ?? "";

/** Before `#`, the address of the page may say `?as-of=2026-11-22`, for whoever checks a file again later, and `?language=cy`. */
const query = new URLSearchParams(location.search);

void (async () => {
  learn(await unpack(block("due-regard-messages")).json());
  define();
  const form = document.querySelector("due-regard-form");
  if (!(form instanceof DueRegardForm)) return;
  const day = query.get("as-of");
  if (day) form.setAttribute("as-of", day);
  // The language for which the page was made, unless the address asks for another.
  form.setAttribute("language", query.get("language") || document.documentElement.lang);
  try {
    const source = JSON.parse(block("due-regard-framework"));
    await ready(unpack(block("due-regard-module")));
    await form.start({ engine: { EngineCrash, Framework, Session, version }, source, page: true, demo: JSON.parse(block("due-regard-example") || "null") });
  } catch (error) {
    form.refuse(error);
  }
})();

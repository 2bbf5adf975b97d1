// The script of the page that is one file: it finds the module and the framework in the page itself, and fetches nothing.

import { EngineCrash, Framework, Session, ready, version } from "due-regard";
import { dress } from "./dom.js";
import { unpack } from "./engine.js";
import { FormElement } from "./element.js";
import { learn } from "./messages.js";

/** What stands packed in a block of data of the page. @param {string} id */
const data = (id) => unpack(document.getElementById(`due-regard-${id}`)?.textContent ?? "");

/** Before `#`, the address of the page may say `?as-of=2026-11-22`, for whoever checks a file again later, and `?language=cy`. */
const query = new URLSearchParams(location.search);

void (async () => {
  const said = await data("messages").json();
  dress(said.css);
  learn(said);
  customElements.define("due-regard-form", FormElement);
  const form = /** @type {any} */ (document.querySelector("due-regard-form"));
  try {
    // At once: what is unpacked goes through the browser's own threads.
    const [source, demo] = await Promise.all([data("framework").json(), data("example").json(), ready(data("module"))]);
    await form.start({ engine: { EngineCrash, Framework, Session, version }, source, page: true, demo, asOf: query.get("as-of") ?? "",
      // The language for which the page was made, unless the address asks for another.
      language: query.get("language") || document.documentElement.lang });
  } catch (error) {
    form.refuse(error);
  }
})();

// The element that holds a form, in a page that is one file. It stands in the light: labels, error summaries and the styles of the page around reach into it.
// What else it needs in somebody else's page is in embedded.js.

import { App } from "./app.js";
import * as storage from "./storage.js";
import { fresh } from "./document.js";
import { h, fill } from "./dom.js";
import { p } from "./pieces.js";
import { translator } from "./messages.js";

/** Which draft this tab has open, so that reloading goes on with it. */
const OPEN = "due-regard-open";

/** Where a page is made without a browser, there are no elements, and none is made. @type {typeof HTMLElement} */
const Base = globalThis.HTMLElement ?? class {};

export class FormElement extends Base {
  /** @type {App | null} */
  app = null;

  /**
   * Shows the form.
   *
   * @param {ConstructorParameters<typeof App>[1]} given
   */
  async start(given) {
    try {
      const app = (this.app = new App(this, given));
      await this.resume(app, OPEN + (given.place ?? ""));
      app.show();
      performance.mark("due-regard-ready");
      app.tell("ready", { framework: app.model.id });
    } catch (error) {
      this.refuse(error);
    }
  }

  /** Goes on with the draft that this tab had open when it was reloaded. @param {App} app @param {string} key */
  async resume(app, key) {
    app.opens = () => {
      // Where that cannot be kept, reloading leads to the first page, where the draft is offered.
      storage.attempt(() => (app.session ? sessionStorage.setItem(key, app.doc.id) : sessionStorage.removeItem(key)));
    };
    if (app.keeper.on) await storage.recover();
    const id = storage.attempt(() => sessionStorage.getItem(key));
    const found = !id ? undefined : (await storage.drafts())?.find((draft) => draft.id === id && draft.doc.framework.sha256 === app.model.sha256);
    // Meanwhile the page may have begun with something else.
    if (found && !app.session) app.begin(found.doc);
  }

  /** The record as it stands; `null` before one is begun. @returns {import("./engine.js").FormRecord | null} */
  get record() {
    return this.app?.session ? this.app.work.record() : null;
  }

  /** Begins with a record, as if it had been opened. */
  set record(record) {
    this.app?.begin(fresh({ record: record ?? {} }));
    this.app?.show();
  }

  /** What can be said when there is no form at all. @param {unknown} error */
  refuse(error) {
    const t = translator(document.documentElement.lang || "en");
    const lines = /** @type {{ diagnostics?: { rendered: string }[] }} */ (error)?.diagnostics?.map((each) => each.rendered) ?? [String(error)];
    fill(this, h("main", { class: "govuk-width-container govuk-main-wrapper" }, h("h1", { class: "govuk-heading-l" }, t("trouble.title")), p(t("trouble.no-form")),
      h("pre", { class: "dr-hash" }, lines.slice(0, 20).join("\n"))));
  }
}

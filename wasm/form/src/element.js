// The custom element. It stands in the light: labels, error summaries and the styles of the page around reach into it.
//
// <due-regard-form src="framework.yaml"></due-regard-form>   fetches a framework
// element.start({ engine, source })                          is given one, as the single file does

import { App } from "./app.js";
import * as storage from "./storage.js";
import { fresh } from "./document.js";
import { h, fill } from "./dom.js";
import { p } from "./pieces.js";
import { translator } from "./messages.js";

/** Which draft this tab has open, so that reloading goes on with it. */
const OPEN = "due-regard-open";

export class DueRegardForm extends HTMLElement {
  /** @type {App | null} */
  app = null;
  /** The npm package, for pages that give a `src`. @type {(() => Promise<import("./engine.js").Engine>) | null} */
  static engine = null;

  connectedCallback() {
    const src = this.getAttribute("src");
    if (src && !this.app) void this.fetch(src);
  }

  disconnectedCallback() {
    this.app?.stop?.();
    this.app = null;
  }

  /** @param {string} src */
  async fetch(src) {
    try {
      if (!DueRegardForm.engine) throw new Error("give DueRegardForm.engine before the element is used");
      const [engine, response] = await Promise.all([DueRegardForm.engine(), fetch(src)]);
      if (!response.ok) throw new Error(`${src}: ${response.status}`);
      await this.start({ engine, source: { file: src, text: await response.text() } });
    } catch (error) {
      this.refuse(error);
    }
  }

  /**
   * Shows the form. `page`: the element is the whole page, so that it sets the title and the language of the document.
   *
   * @param {{ engine: import("./engine.js").Engine, source: import("./engine.js").FrameworkText, page?: boolean, demo?: import("./engine.js").FormRecord | null }} given
   */
  async start(given) {
    try {
      const keeps = this.hasAttribute("keeps") ? this.getAttribute("keeps") === "yes" : undefined;
      const app = (this.app = new App(this, {
        ...given,
        language: this.getAttribute("language") ?? "",
        asOf: this.getAttribute("as-of") ?? "",
        stage: this.getAttribute("stage") ?? "",
        ...(keeps !== undefined && { keeps }),
      }));
      await resume(app);
      app.show();
      performance.mark("due-regard-ready");
      app.tell("ready", { framework: app.model.id });
    } catch (error) {
      this.refuse(error);
    }
  }

  /** The record as it stands; `null` before one is begun. */
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

/** Goes on with the draft that this tab had open when it was reloaded. @param {App} app */
async function resume(app) {
  const remember = () => {
    // Where that cannot be kept, reloading leads to the first page, where the draft is offered.
    storage.attempt(() => (app.session ? sessionStorage.setItem(OPEN, app.doc.id) : sessionStorage.removeItem(OPEN)));
  };
  app.opens = remember;
  if (app.keeper.on) await storage.recover();
  const id = storage.attempt(() => sessionStorage.getItem(OPEN));
  const found = !id ? undefined : (await storage.drafts())?.find((draft) => draft.id === id && draft.doc.framework.sha256 === app.model.sha256);
  if (found) app.begin(found.doc);
}

/** Makes the element known to the page. @param {string} [name] */
export function define(name = "due-regard-form") {
  if (!customElements.get(name)) customElements.define(name, DueRegardForm);
}

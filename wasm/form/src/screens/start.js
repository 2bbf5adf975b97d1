// The first page: what this is, what happens with what one types, and the ways in.

import { h, button, fault, hidden, link, HEADING, prose } from "../dom.js";
import { p, h2, plain, details, facts, fact, formGroup, errorLine, tick, choice, SECONDARY, boldLabel } from "../pieces.js";
import { fresh, fromText, Refused } from "../document.js";
import * as storage from "../storage.js";
import { to } from "../router.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../app.js").Screen} Screen */

/** @param {App} app @returns {Screen} */
export function start(app) {
  const { t, model } = app;
  const drafts = h("div", null);
  const noun = model.noun[0];
  void showDrafts(app, drafts);
  const open = app.session && app.name();
  const begin = (/** @type {import("../document.js").Document} */ doc) => {
    if (open && app.keeper.unfiled && !app.keeper.on && !confirm(t("start.over", { name: open }))) return;
    app.begin(doc);
    app.keeper.later();
    app.go(to(["tasks"]));
  };
  return {
    title: model.title,
    body: [
      HEADING,
      ...prose(model.description, "govuk-body-l"),
      h("p", { class: "govuk-inset-text dr-stays" }, h("strong", null, t("stays.title")), " ", t("stays.text")),
      open && p(t("start.is-open", { name: open }), " ", link(t("drafts.continue"), to(["tasks"]))),
      drafts,
      h2(t("start.new-title")),
      p(t("start.new-text", { sections: model.sections.length, rules: model.rules.filter((rule) => !rule.made_by_required).length })),
      keeping(app),
      button(t("start.new", { noun }), () => begin(fresh({ record: {} }))),
      h2(t("start.open-title")),
      opener(app),
      app.given.demo && [h2(t("start.demo-title")), p(t("start.demo-text")),
        button(t("start.demo"), () => begin(fresh({ record: structuredClone(app.given.demo ?? {}) })), SECONDARY)],
      details(t("start.which"), [p(t("start.version", { id: model.id, version: model.version, jurisdiction: model.jurisdiction || "–" })), h("p", { class: "govuk-body dr-hash" }, `SHA-256 ${model.sha256}`)]),
    ].flat(),
  };
}

/** Whether a draft is kept on this computer: asked once, where it matters. @param {App} app */
export function keeping(app) {
  const { t, keeper } = app;
  const option = (/** @type {boolean} */ yes) => choice("radios", tick("radios", { name: "dr-keep", id: `dr-keep-${yes ? "yes" : "no"}`, checked: keeper.on === yes, onchange: () => {
      keeper.choose(yes);
      app.parts.kept(app);
    } }), t(yes ? "keep.yes" : "keep.no"));
  return formGroup(h("fieldset", { class: "govuk-fieldset", "aria-describedby": "dr-keep-hint" },
    h("legend", { class: "govuk-fieldset__legend govuk-fieldset__legend--s" }, t("keep.question")),
    h("div", { class: "govuk-hint", id: "dr-keep-hint" }, t(location.protocol === "file:" ? "keep.hint-file" : "keep.hint")),
    h("div", { class: "govuk-radios govuk-radios--small govuk-radios--inline" }, option(true), option(false))));
}

/** @param {App} app @param {HTMLElement} box */
async function showDrafts(app, box) {
  const { t } = app;
  const all = await storage.drafts();
  if (!box.isConnected) return;
  if (all === null) return box.append(p(t("drafts.blocked")));
  const ours = all.filter((draft) => draft.framework === app.model.id);
  if (ours.length === 0) return;
  box.append(h2(t("drafts.title")), facts(ours.slice(0, 50).map((draft) => fact(draft.name, t("drafts.saved", { when: app.moment(draft.saved) }), plain(() => app.resume(draft.doc, draft.name), t("drafts.continue"), hidden(` ${draft.name}, ${app.moment(draft.saved)}`))))),
    p(h("a", { class: "govuk-link", href: to(["clear"]) }, t("clear.link"))));
}

/** Opens a file. It is read here, and goes nowhere. @param {App} app */
export function opener(app) {
  const { t } = app;
  const error = errorLine("dr-file-error");
  const input = h("input", { class: "dr-file", type: "file", id: "dr-file", accept: ".json,.html,application/json,text/html", "aria-describedby": "dr-file-hint", onchange: () => void read() });
  const group = formGroup(boldLabel("dr-file", t("open.label")), h("div", { class: "govuk-hint", id: "dr-file-hint" }, t("open.hint")), error, input);
  const read = async () => {
    const file = input.files?.[0];
    if (!file) return;
    try {
      if (file.size > 16 * 1024 * 1024) throw new Refused("open.too-large", { most: 16 });
      app.opened = { ...fromText(await file.text()), name: file.name };
      app.go(to(["opened"]));
    } catch (problem) {
      const words = problem instanceof Refused ? t(problem.key, problem.words) : t("open.unreadable");
      fault({ group, error, target: input }, words, t("error.prefix"), "dr-file-hint");
      input.value = "";
      app.title(t("open.label"), true);
      input.focus();
      app.voice.say(words, 200);
    }
  };
  return group;
}

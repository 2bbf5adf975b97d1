// One group of the queue: a record's name, what in it agrees, who may be meant and on what evidence, and the decision about each.
//
// Single keys decide, but only while focus is on the item that they decide about, and they can be switched off (WCAG 2.1.4).

import { append, button, fill, h, HEADING, hidden, link } from "../../dom.js";
import { ownTexts, sentence } from "../app.js";
import { quoted } from "../../quoted.js";
import { cut } from "./results.js";

/** @typedef {import("../app.js").ListApp} ListApp */

/** @param {ListApp} app @param {number} place @returns {import("../app.js").Screen} */
export function group(app, place) {
  const { t } = app;
  const node = h("div", { id: "dr-group" });
  void load(app, place, node, null);
  return { title: t("group.title", { n: place + 1 }), back: { text: t("back.decide"), href: "#/decide" }, body: [HEADING, node] };
}

/** @param {ListApp} app @param {number} place @param {HTMLElement} node @param {number | null} item which item gets focus; none when nobody has decided yet */
async function load(app, place, node, item) {
  const { t } = app;
  const found = app.queue ? await app.engine.ask("group", { place }) : null;
  if (!found) return fill(node, h("p", { class: "govuk-body" }, t("group.none")), h("p", { class: "govuk-body" }, link(t("back.decide"), "#/decide")));
  const name = found.name.map((/** @type {[string, boolean]} */ [text]) => text).join("") || t("findings.unnamed");
  const heading = document.getElementById("dr-title");
  if (heading) fill(heading, found.name.length > 0 ? found.name.map((/** @type {[string, boolean]} */ [text, agrees]) => (agrees ? h("mark", { class: "dr-mark" }, text) : text)) : name);
  app.title(name);
  const open = found.items.filter((/** @type {any} */ each) => each.settled === null);
  const next = place + 1 < app.queue.groups ? place + 1 : null;
  fill(node,
    h("p", { class: "govuk-body dr-quiet" }, t("group.where", { id: cut(found.record, 60), rows: found.rows.map((/** @type {number} */ row) => app.n(row)).join(", ") }), found.locality && `, ${cut(found.locality, 120)}`, ". ", link(t("group.row"), `#/row/${found.rows[0]}`)),
    found.several && h("div", { class: "govuk-inset-text" }, t("group.several")),
    found.candidates && found.items.length > 1 && h("div", { class: "govuk-inset-text" }, t("group.homonyms", { n: found.items.length })),
    h("p", { class: "govuk-body", id: "dr-left" }, t("group.left", { left: app.n(app.queue.left), all: app.n(app.queue.items) })),
    found.items.map((/** @type {any} */ each) => card(app, place, node, each)),
    h("nav", { class: "dr-pages", "aria-label": t("group.nav") },
      place > 0 && h("a", { class: "govuk-button govuk-button--secondary", href: `#/decide/${place - 1}` }, t("group.before")),
      next !== null && h("a", { class: open.length === 0 ? "govuk-button" : "govuk-button govuk-button--secondary", href: `#/decide/${next}`, id: "dr-next-group" }, t("group.next")),
      app.queue.can_undo && button(t("group.undo"), () => void undo(app, node), { class: "govuk-button govuk-button--secondary", id: "dr-undo" }),
      h("a", { class: "govuk-button govuk-button--secondary", href: "#/save" }, t("group.save"))));
  if (item !== null) {
    const at = document.getElementById(`dr-item-${open.find((/** @type {any} */ each) => each.item > item)?.item ?? open[0]?.item}`) ?? document.getElementById("dr-next-group") ?? heading;
    at?.focus();
  }
  return undefined;
}

/** Takes the last decision back and goes to where it was made. @param {ListApp} app @param {HTMLElement} node */
async function undo(app, node) {
  const told = await app.engine.ask("undo", { by: app.by });
  if (!told) return;
  app.decided(told);
  app.parts.frame(app);
  app.voice.say(app.t("group.undone", { words: told.words, name: told.name }), 0);
  if (location.hash === `#/decide/${told.group}`) await load(app, told.group, node, told.item - 1);
  else app.go(`#/decide/${told.group}`);
}

/** One item: who may be meant or what asks, on what evidence, and the verdicts. @param {ListApp} app @param {number} place @param {HTMLElement} node @param {any} item */
function card(app, place, node, item) {
  const { t } = app;
  const id = `dr-item-${item.item}`;
  const title = item.candidate ? t("group.candidate", { name: item.candidate }) : item.finding;
  const form = h("div");
  const choose = (/** @type {any} */ verdict) => {
    if (!app.by || verdict.reason || verdict.source || verdict.until || verdict.refers_to) return ask(app, place, node, item, verdict, form);
    return void record(app, place, node, { item: item.item, verdict: verdict.words, by: app.by });
  };
  const verdicts = h("div", { class: "govuk-button-group dr-verdicts", role: "group", "aria-label": t("group.decide-about", { name: title }) }, item.verdicts.map((/** @type {any} */ verdict) =>
    button(app.t(/** @type {any} */ (`given.${verdict.words}`)), () => choose(verdict), { class: "govuk-button govuk-button--secondary dr-verdict", "aria-keyshortcuts": app.keys ? verdict.key : null, "data-verdict": verdict.words })));
  if (app.keys) for (const [at, node] of [...verdicts.children].entries()) append(node, [h("kbd", { class: "dr-key", "aria-hidden": "true" }, item.verdicts[at].key)]);
  const keys = (/** @type {KeyboardEvent} */ event) => {
    const target = event.target;
    if (!app.keys || event.ctrlKey || event.altKey || event.metaKey || !(target instanceof HTMLElement) || target.closest("input, textarea, select")) return;
    const key = event.key.toLowerCase();
    const verdict = item.verdicts.find((/** @type {any} */ each) => each.key === key);
    const next = () => document.getElementById(`dr-item-${item.item + 1}`) ?? document.getElementById("dr-next-group");
    if (verdict && item.settled === null) choose(verdict);
    else if (key === "s") next()?.focus();
    else if (key === "b" && app.queue.can_undo) void undo(app, node);
    else return;
    event.preventDefault();
  };
  return h("section", { class: `dr-card${item.settled !== null ? " dr-card--done" : ""}`, id, tabindex: "0", "aria-labelledby": `${id}-title`, "aria-describedby": app.keys && item.settled === null ? `${id}-keys` : null, onkeydown: keys },
    h("h2", { class: "govuk-heading-m", id: `${id}-title` }, title, item.lived && `, ${item.lived}`),
    item.before && h("div", { class: "dr-note" }, h("p", { class: "govuk-body" }, h("strong", null, app.word("decision", item.before.state)), `: ${item.before.words}`), item.before.changed.length > 0 && h("ul", { class: "govuk-list govuk-list--bullet" }, item.before.changed.map((/** @type {string} */ each) => h("li", null, t("group.since", { change: each }))))),
    item.candidate ? candidate(app, item, title) : finding(app, item),
    h("p", { class: "govuk-body" }, h("strong", null, `${t("group.settles")} `), item.settles ? app.english(sentence(item.settles)) : sentence(t("group.settles-nothing"))),
    item.offers.length > 0 && h("div", null, h("p", { class: "govuk-body" }, h("strong", null, t("group.offers"))), h("ul", { class: "govuk-list govuk-list--bullet" }, item.offers.map((/** @type {string} */ each) => h("li", null, app.english(each))))),
    item.settled !== null ? h("p", { class: "govuk-body dr-decision" }, h("strong", null, t("group.settled", { words: item.settled }))) : [verdicts, form],
    app.keys && item.settled === null && h("p", { class: "govuk-body-s dr-quiet", id: `${id}-keys` }, t("group.keys", { keys: item.verdicts.map((/** @type {any} */ each) => `${each.key} ${t(/** @type {any} */ (`given.${each.words}`)).toLocaleLowerCase(app.locale)}`).join(", ") })));
}

/** @param {ListApp} app @param {any} item @param {string} title */
function candidate(app, item, title) {
  const { t } = app;
  const most = Math.max(1, ...item.factors.map((/** @type {any} */ each) => Math.abs(each.points)));
  const row = (/** @type {string} */ key, /** @type {any} */ value) => value && value.length !== 0 && h("div", { class: "govuk-summary-list__row govuk-summary-list__row--no-actions" }, h("dt", { class: "govuk-summary-list__key" }, key), h("dd", { class: "govuk-summary-list__value" }, value));
  const listed = (/** @type {any[]} */ all) => all.length > 0 && h("ul", { class: "govuk-list govuk-list--bullet govuk-!-margin-bottom-0" }, all.map((each) => h("li", null, app.english(each))));
  return h("div", null,
    h("p", { class: "govuk-body" }, h("strong", { class: "govuk-tag dr-tag dr-tag--person" }, app.word("strength", item.strength)), " ", app.english(sentence(item.sentence))),
    app.language !== "en" && h("p", { class: "govuk-body-s dr-quiet" }, t("group.in-english")),
    h("table", { class: "dr-evidence" }, h("caption", { class: "govuk-body-s" }, t("group.points", { n: item.points }), hidden(`, ${title}`)), h("tbody", null, item.factors.map((/** @type {any} */ factor) => h("tr", null,
      h("td", { class: "dr-evidence__points" }, `${factor.points > 0 ? "+" : factor.points < 0 ? "−" : ""}${Math.abs(factor.points)}`),
      h("td", { class: "dr-evidence__bar", "aria-hidden": "true" }, h("meter", { class: factor.points < 0 ? "dr-bar-minus" : "dr-bar-plus", min: "0", max: String(most), value: String(Math.abs(factor.points)), tabindex: "-1" })),
      h("td", null, app.english(quoted(factor.text))))))),
    h("details", { class: "govuk-details govuk-!-margin-bottom-4" }, h("summary", { class: "govuk-details__summary" }, h("span", { class: "govuk-details__summary-text" }, t("group.more"), hidden(`: ${title}`))), h("div", { class: "govuk-details__text" },
      h("dl", { class: "govuk-summary-list govuk-!-margin-bottom-0" }, row(t("group.class"), app.english(item.class)), row(t("group.alias"), item.alias), row(t("group.listed-for"), item.categories.replaceAll("_", " ")), row(t("group.description"), item.description),
        row(t("group.unknowns"), listed(item.unknowns)), row(t("group.evidence"), listed(item.evidence.map((/** @type {any} */ each) => (each.address ? link(each.text, each.address, { rel: "noreferrer" }) : each.text)))), row(t("group.verification"), item.verification ? app.english(item.verification) : t("group.unchecked"))))),
    item.alternatives.length > 0 && h("div", null, h("p", { class: "govuk-body govuk-!-margin-bottom-1" }, h("strong", null, t("group.alternatives"))), h("ul", { class: "govuk-list govuk-list--bullet" }, item.alternatives.map((/** @type {string} */ each) => h("li", null, app.english(each))))));
}

/** @param {ListApp} app @param {any} item */
function finding(app, item) {
  const { t } = app;
  return h("div", null, h("p", { class: "govuk-body" }, cut(sentence(item.message, ownTexts(item)), 2_000)),
    item.why && h("p", { class: "govuk-body" }, h("strong", null, `${t("group.why")} `), sentence(item.why)),
    item.values.length > 0 && h("dl", { class: "govuk-summary-list" }, item.values.map((/** @type {any} */ value) => h("div", { class: "govuk-summary-list__row govuk-summary-list__row--no-actions" }, h("dt", { class: "govuk-summary-list__key" }, value.label), h("dd", { class: `govuk-summary-list__value dr-value${value.answered ? "" : " dr-quiet"}` }, cut(value.answer, 2_000))))),
    item.cite.length > 0 && h("p", { class: "govuk-body dr-quiet" }, t("group.cite", { titles: item.cite.join("; ") })));
}

/** Asks for what a verdict needs. @param {ListApp} app @param {number} place @param {HTMLElement} node @param {any} item @param {any} verdict @param {HTMLElement} form */
function ask(app, place, node, item, verdict, form) {
  const { t } = app;
  const id = `dr-ask-${item.item}`;
  const wanted = /** @type {const} */ (["by", "source", "reason", "refers_to", "until"]).filter((key) => (key === "by" ? app.by === "" : verdict[key]));
  const last = /** @type {any} */ (app).lastGiven ??= {};
  const parts = wanted.map((key) => {
    const long = key === "reason" || key === "source";
    const input = long ? h("textarea", { class: "govuk-textarea", rows: "2", id: `${id}-${key}` }) : h("input", { class: `govuk-input govuk-input--width-${key === "until" ? "10" : "20"}`, type: "text", id: `${id}-${key}`, autocomplete: key === "by" ? "name" : "off" });
    const error = h("p", { class: "govuk-error-message", id: `${id}-${key}-error`, hidden: true });
    const again = long && last[key] && button(t("ask.again"), () => {
      input.value = last[key];
      input.focus();
    }, { class: "dr-link" }, `: ${cut(last[key], 60)}`);
    return { key, input, error, group: h("div", { class: "govuk-form-group" }, h("label", { class: "govuk-label govuk-label--s", for: input.id }, t(`ask.${key}`)), h("p", { class: "govuk-hint", id: `${id}-${key}-hint` }, t(`ask.${key}-hint`)), error, input, again) };
  });
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    /** @type {Record<string, any>} */
    const decision = { item: item.item, verdict: verdict.words, by: app.by };
    for (const { key, input } of parts) decision[key] = input.value.trim();
    const told = await record(app, place, node, decision);
    for (const { error, group, input, key } of parts) {
      const bad = told?.lacks === key;
      error.hidden = !bad;
      group.classList.toggle("govuk-form-group--error", bad);
      fill(error, bad && [hidden(`${t("error.prefix")} `), t(/** @type {any} */ (`lacks.${key}`))]);
      if (bad) {
        input.setAttribute("aria-describedby", error.id);
        input.focus();
      } else input.removeAttribute("aria-describedby");
    }
    if (!told?.lacks) for (const { key } of parts) if (decision[key]) last[key] = decision[key];
  };
  fill(form, h("form", { class: "dr-ask", onsubmit: submit, "aria-label": t("ask.form", { verdict: t(/** @type {any} */ (`given.${verdict.words}`)) }) },
    h("p", { class: "govuk-body" }, h("strong", null, t(/** @type {any} */ (`given.${verdict.words}`))), `: ${t(/** @type {any} */ (`means.${verdict.words}`))}`),
    parts.map(({ group }) => group), h("div", { class: "govuk-button-group" }, h("button", { class: "govuk-button govuk-!-margin-bottom-0" }, t("ask.record")), button(t("ask.not"), () => {
      fill(form);
      document.getElementById(`dr-item-${item.item}`)?.focus();
    }, { class: "govuk-button govuk-button--secondary govuk-!-margin-bottom-0" }))));
  parts[0]?.input.focus();
}

/** @param {ListApp} app @param {number} place @param {HTMLElement} node @param {Record<string, any>} decision */
async function record(app, place, node, decision) {
  const told = await app.engine.ask("decide", { decision });
  if (told.lacks) return told;
  if (app.by === "" && decision["by"]) {
    app.by = decision["by"];
    app.draft.by = app.by;
  }
  app.decided(told);
  app.parts.frame(app);
  app.voice.say(app.t("group.recorded", { words: told.words, left: app.n(told.left) }), 0);
  await load(app, place, node, decision["item"]);
  return told;
}

// The rows of a group: a list with what each says, and what one can do with it. Nothing is lost by removing: it can be undone until the page is closed.

import { h, fill, list, button, fault, prose, link, HEADING } from "../dom.js";
import { caption, buttons, details, facts, fact, formGroup, errorLine, form, card, task, quiet, SECONDARY, labelFor } from "../pieces.js";
import { Panel, counted } from "../findings.js";
import { to, steps } from "../router.js";
import { rowsOf } from "../places.js";
import { completed, next } from "./section.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../app.js").Screen} Screen */
/** @typedef {import("../places.js").Place} Place */
/** @typedef {import("../engine.js").GroupRow} GroupRow */
/** @typedef {import("../engine.js").FormSection} FormSection */

/** What a row is called: its label, or a number. @param {App} app @param {GroupRow} row @param {FormSection} group */
export function rowTitle(app, row, group) {
  return row.label || app.t("row.number", { title: group.title, n: app.rowNumber(row) });
}

/** Adds a row and goes to it. @param {App} app @param {FormSection} group @param {string} path @param {string} [id] */
export function addRow(app, group, path, id) {
  const delta = app.change({ kind: "add-row", group: path, ...(id !== undefined && { id }) }, { label: group.title });
  const made = delta?.rows.find((row) => row.path.startsWith(`${path}[`) && row.path.lastIndexOf("[") === path.length);
  if (made) app.go(to(["s", ...steps(made.path)]));
}

/** A button that takes a row away, with the way to take that back. @param {App} app @param {GroupRow} row @param {FormSection} group @param {() => void} then @param {string} [look] */
export function removal(app, row, group, then, look = "dr-link") {
  const title = rowTitle(app, row, group);
  return button(app.t("row.remove"), () => {
    if (!app.change({ kind: "remove-row", row: row.path }, { label: title })) return;
    app.notice = { text: app.t("row.removed", { title }), undo: true };
    then();
    app.voice.say(app.t("row.removed", { title }), 0);
  }, { class: look }, title);
}

/** What a row says, in a few answers. @param {App} app @param {GroupRow} row */
function gist(app, row) {
  return [...app.questions.values()].filter((question) => question.path.startsWith(`${row.path}.`) && question.path.indexOf(".", row.path.length + 1) < 0 && question.asked !== "no" && question.state !== "missing" && question.state !== "not supplied").slice(0, 4);
}

/** How far a row is, in words. @param {App} app @param {GroupRow} row */
function progress(app, row) {
  const asked = [...app.questions.values()].filter((question) => question.path.startsWith(`${row.path}.`) && question.asked === "yes");
  const answered = asked.filter((question) => question.state !== "missing" && question.state !== "not supplied" && question.state !== "invalid");
  return { answered: answered.length, asked: asked.length, findings: counted(app, ({ place }) => place === row.path || place.startsWith(`${row.path}.`)) };
}

/** Rows as cards, with what can be done with each. @param {App} app @param {FormSection} group @param {string} path @param {boolean} [nested] whether they stand among the questions of a page */
export function rowList(app, group, path, nested = true) {
  const { t } = app;
  const box = h("div", { class: "dr-rows" });
  const cards = list(box, (/** @type {GroupRow} */ row) => JSON.stringify([row.path, rowTitle(app, row, group), gist(app, row), progress(app, row).findings]), (row) => rowCard(app, row, group, nested ? "h3" : "h2"));
  const heading = h("h2", { class: "govuk-heading-m", tabindex: "-1", id: `rows-${group.id}` }, group.title);
  const empty = quiet(t("rows.none"));
  const free = group.rows?.kind === "free" ? group.rows : null;
  const add = free && !app.locked && button(t("rows.add", { title: group.title }), () => addRow(app, group, path), SECONDARY);
  const full = h("p", { class: "govuk-body dr-quiet", hidden: true }, free?.max ? t("rows.full", { n: free.max }) : "");
  const inside = [empty, box, full, add];
  const node = nested ? h("section", { class: "dr-group", "aria-labelledby": heading.id }, heading, prose(group.guidance), inside) : h("div", null, inside);
  const refresh = () => {
    const rows = rowsOf(app, path).filter((row) => row.asked !== "no");
    empty.hidden = rows.length > 0;
    const isFull = free !== null && free.max !== null && rows.length >= free.max;
    full.hidden = !isFull;
    if (add) add.hidden = isFull;
    cards(rows);
  };
  refresh();
  return { node, refresh };
}

/** @param {App} app @param {GroupRow} row @param {FormSection} group @param {"h2" | "h3"} level */
function rowCard(app, row, group, level) {
  const { t } = app;
  const title = rowTitle(app, row, group);
  const { findings } = progress(app, row);
  const href = to(["s", ...steps(row.path)]);
  const first = gist(app, row);
  return card(level, title, [
    link(t(app.locked ? "row.view" : "row.change"), href, {}, title),
    !app.locked && row.kind !== "fixed" && removal(app, row, group, () => {
      app.show({ keep: true });
      (document.getElementById(`rows-${group.id}`) ?? document.getElementById("dr-title"))?.focus();
    }),
  ], [
    first.length === 0 ? h("p", { class: "govuk-body dr-quiet govuk-!-margin-bottom-0" }, t("row.empty"))
      : facts(first.map((question) => fact(app.labelOf(question.path), app.valueOf(question), undefined, "dr-value"))),
    findings > 0 && h("p", { class: "govuk-body-s govuk-!-margin-bottom-0" }, h("strong", null, t("count.findings", { n: findings }))),
  ]);
}

/** @param {App} app @param {import("../router.js").Route} route @param {Place} place @returns {Screen} */
export function rowsScreen(app, route, place) {
  const { t } = app;
  const group = place.of;
  const section = place.section;
  const path = place.path;
  const fixed = group.rows?.kind === "fixed" ? group.rows : null;
  const onward = next(app, route, place);
  const done = place.of === place.section ? completed(app, section.id) : null;
  const body = h("div", null);
  const rows = fixed ? null : rowList(app, group, path, false);
  const refresh = () => {
    if (rows) rows.refresh();
    else fill(body, app.waits(section.id) && h("p", { class: "govuk-inset-text" }, app.waits(section.id)), taskRows(app, group, path));
  };
  refresh();
  const panel = new Panel(app, (finding) => finding.section === section.id || finding.sections.includes(section.id));
  return {
    title: group.title,
    back: onward.back,
    body: [caption(t("section.caption", app.position(section.id))), HEADING, ...prose(group.guidance),
      h("div", { class: "dr-page" }, form(() => {
        done?.read();
        void app.keeper.mark(group.title);
        app.go(next(app, route, place).href);
      }, rows ? rows.node : body, fixed && fixed.extra && !app.locked && adding(app, group, path, fixed.offered), done?.node,
        buttons(h("button", { type: "submit", class: "govuk-button" }, t(app.locked ? "continue" : "section.continue")), !app.locked && h("a", { class: "govuk-link", href: to(["tasks"]) }, t("section.later")))), panel.node)],
    live: () => {
      refresh();
      panel.refresh();
    },
  };
}

/** Fixed rows as a list of tasks: each with how far it is. @param {App} app @param {FormSection} group @param {string} path */
function taskRows(app, group, path) {
  const { t } = app;
  return h("ul", { class: "govuk-task-list" }, rowsOf(app, path).map((row, place) => {
    const title = rowTitle(app, row, group);
    const at = progress(app, row);
    const id = `dr-row-${place}`;
    const away = row.not_applicable || row.asked === "no";
    const words = away ? t("row.not-applicable") : at.answered === 0 ? t("status.not-started") : t("count.answered", { answered: at.answered, questions: at.asked });
    return task(id, to(["s", ...steps(row.path)]), title, at.findings > 0 && t("count.findings", { n: at.findings }),
      away || at.answered > 0 ? words : h("strong", { class: "govuk-tag govuk-tag--blue" }, words));
  }));
}

/** Rows that a record adds to the fixed ones: offered by the framework, or with a name of one's own. @param {App} app @param {FormSection} group @param {string} path @param {{ id: string, label: string }[]} offered */
function adding(app, group, path, offered) {
  const { t } = app;
  const there = new Set(rowsOf(app, path).flatMap(({ id, label }) => [id, label.toLowerCase()]));
  const left = offered.filter((row) => !there.has(row.id));
  const error = errorLine("dr-add-error");
  const own = h("input", { class: "govuk-input", type: "text", id: "dr-add-own", autocomplete: "off", maxlength: "80", onkeydown: (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    take();
  } });
  const box = left.length > 0 && h("select", { class: "govuk-select", id: "dr-add-offered" }, h("option", { value: "" }, t("field.choose")), left.map((row) => h("option", { value: row.id }, row.label)));
  const take = () => {
    const typed = own.value.replace(/[[\]]/g, " ").trim();
    // Whoever types the name of a row that is offered means that row.
    const name = typed ? (offered.find(({ label }) => label.toLowerCase() === typed.toLowerCase())?.id ?? typed) : box ? box.value : "";
    const bad = name === "" ? t("rows.add-name") : there.has(name) || there.has(name.toLowerCase()) ? t("rows.add-twice") : "";
    fault({ group: box_, error, target: own }, bad, t("error.prefix"));
    if (bad !== "") own.focus();
    else addRow(app, group, path, name);
  };
  const box_ = formGroup(error, box && formGroup(labelFor("dr-add-offered", t("rows.add-offered")), box), labelFor("dr-add-own", t(box ? "rows.add-own-or" : "rows.add-own")), own);
  return details(t("rows.add-row"), [box_, button(t("rows.add-button"), take, { class: "govuk-button govuk-button--secondary govuk-!-margin-bottom-0" })], "dr-add");
}

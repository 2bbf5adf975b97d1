// Findings in words: the panel on a page, and the pieces that the page of all findings uses too. Findings advise: they are never red, never an error of the form.

import { h, list, hidden, link, write } from "./dom.js";
import { p, details, li, points, lead } from "./pieces.js";
import { address } from "./router.js";
import { quoted } from "./quoted.js";
import { decided } from "./decisions.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("./engine.js").FormFinding} FormFinding */

const GRAVITY = ["block", "major", "minor", "review"];

/** Findings in the order in which they are read: gravest first, then as the framework has them, then by row. @param {App} app @param {(finding: FormFinding) => boolean} which */
export function ordered(app, which) {
  const [rules, rows] = [app.model.rules.map(({ id }) => id), [...app.rows.keys()]];
  // A rule that the model does not name comes last, and what is about the record before what is about its rows.
  const key = (/** @type {FormFinding} */ finding) => [GRAVITY.indexOf(finding.severity), rules.indexOf(finding.rule) >>> 0, rows.indexOf(finding.place)];
  return [...app.findings.values()].filter(which).map((finding) => ({ finding, key: key(finding) }))
    .sort((a, b) => a.key.map((part, place) => part - (b.key[place] ?? 0)).find((difference) => difference !== 0) ?? 0)
    .map(({ finding }) => finding);
}

/** The words in front of a finding. @param {App} app @param {FormFinding} finding */
export function tag(app, finding) {
  const found = decided(app, finding);
  const kind = finding.verdict === "not met" ? finding.severity : found || finding.verdict === "to do" ? "later" : finding.verdict === "needs a person" ? "person" : "open";
  return h("strong", { class: `govuk-tag dr-tag dr-tag--${kind}` }, found ? `${app.t(`decide.${/** @type {"accepted"} */ (found.verdict)}`)}: ${found.by}` : app.t(`finding.${kind}`));
}

/** Whether somebody has to do something about what a rule says. What a person accepted needs nobody any more. @param {App} app @param {FormFinding} finding */
export function pending(app, finding) {
  return finding.kind === "rule" && (finding.verdict === "not met" || (finding.verdict === "needs a person" && decided(app, finding)?.verdict !== "accepted"));
}

/** How many are pending. @param {App} app @param {(finding: FormFinding) => boolean} [which] */
export function counted(app, which) {
  return [...app.findings.values()].filter((finding) => pending(app, finding) && (!which || which(finding))).length;
}

/** What the engine says in a finding, with the quotation marks of a page; those of answers stay. @param {FormFinding} finding @param {string} text */
export function told(finding, text) {
  return quoted(text, finding.values.map(({ value }) => value));
}

/** A finding's sentence on one line: of a row, the row first where the sentence does not name it. @param {App} app @param {FormFinding} finding */
export function sentence(app, finding) {
  const label = app.rows.get(finding.place)?.label;
  const rows = app.around(finding.place);
  const message = told(finding, finding.message);
  return rows && !(label && finding.message.includes(label)) ? `${rows}: ${message}` : message;
}

/** Links to questions. @param {App} app @param {FormFinding} finding @param {string[]} paths */
export function questionLinks(app, finding, paths) {
  return paths.map((path) => {
    const question = app.questions.get(path);
    return li(link(app.full(path, app.labelOf(path)), address(path, question?.section ?? finding.section)));
  });
}

/** What would settle what cannot be told yet. @param {App} app @param {FormFinding} finding */
export function settling(app, finding) {
  if (finding.verdict !== "cannot tell" && finding.would_be !== "cannot tell") return null;
  if (finding.settled_by.length === 0) return null;
  return h("div", { class: "dr-settle" }, lead(app.t("finding.settle")), points(questionLinks(app, finding, finding.settled_by)));
}

/** What a finding rests on. A link leads to another place only when somebody follows it. @param {App} app @param {string[]} ids */
export function citations(app, ids) {
  const sources = ids.map((id) => app.model.sources.find((source) => source.id === id)).filter((source) => source !== undefined);
  if (sources.length === 0) return null;
  const named = (/** @type {{ title: string, at: string }} */ { title, at }) => (at ? `${title}, ${at}` : title);
  return points(sources.map((source) => li(
    /^https?:/i.test(source.url) ? h("a", { class: "govuk-link", href: source.url, target: "_blank", rel: "noreferrer noopener" }, named(source), hidden(` ${app.t("link.new-tab")}`)) : named(source),
    h("span", { class: "dr-standing" }, ` (${app.t(`standing.${source.standing}`)}${source.jurisdiction ? `, ${source.jurisdiction}` : ""}; ${source.checked ? app.t("source.checked", { on: app.date(source.checked) }) : app.t("source.unverified")})`))));
}

/** A finding as it stands on a page of the form, but for its sentence. @param {App} app @param {FormFinding} finding */
function card(app, finding) {
  const rule = app.model.rules.find((each) => each.id === finding.rule);
  const name = finding.title || rule?.title || finding.rule;
  return h("li", { class: "dr-finding" },
    h("div", { class: "dr-finding__head" }, tag(app, finding), h("h3", { class: "govuk-heading-s dr-finding__name" }, name)),
    p(),
    finding.fix && p(h("strong", null, `${app.t("finding.fix")} `), finding.fix),
    settling(app, finding),
    details([app.t("finding.why"), hidden(`: ${name}${finding.place ? `, ${app.around(finding.place)}` : ""}`)], [rule?.why && h("p", { class: "govuk-body-s" }, rule.why), citations(app, finding.cite)], "govuk-!-margin-bottom-0"));
}

/** Findings as cards. While somebody types, the sentence of a card may be another from key to key: the card stays, and what is open in it. @param {App} app @param {Element} items */
function cards(app, items) {
  return list(items, (/** @type {FormFinding} */ { fingerprint, verdict, fix, settled_by }) => JSON.stringify([fingerprint, verdict, fix, settled_by]),
    (finding) => card(app, finding), (node, finding) => write(/** @type {Element} */ (node.children[1]), sentence(app, finding)));
}

/** The panel of findings on a page: what is open is shown, what cannot be told yet and what is not due are counted and open on demand. */
export class Panel {
  /** @param {App} app @param {(finding: FormFinding) => boolean} which */
  constructor(app, which) {
    this.app = app;
    this.which = which;
    this.now = h("ul", { class: "govuk-list dr-findings" });
    this.list = cards(app, this.now);
    this.none = p();
    this.open = this.fold("panel.open");
    this.later = this.fold("panel.later");
    this.node = h("section", { class: "dr-panel", "aria-labelledby": "dr-panel-title" },
      h("h2", { class: "govuk-heading-m", id: "dr-panel-title" }, app.t("panel.title")),
      h("p", { class: "govuk-body-s dr-quiet" }, app.t("panel.advice")),
      this.none, this.now, this.open.node, this.later.node);
    /** @type {Set<string>} */
    this.before = new Set();
    this.refresh();
  }

  /** Findings that open on demand; they are only made when somebody looks. @param {"panel.open" | "panel.later"} key */
  fold(key) {
    const words = h("span", { class: "govuk-details__summary-text" });
    const items = h("ul", { class: "govuk-list dr-findings" });
    /** @type {FormFinding[]} */
    let all = [];
    const bring = cards(this.app, items);
    const show = () => node.open && bring(all);
    const node = h("details", { class: "govuk-details dr-fold", ontoggle: show }, h("summary", { class: "govuk-details__summary" }, words), h("div", { class: "govuk-details__text" }, items));
    return { node, take: (/** @type {FormFinding[]} */ found) => {
      all = found;
      node.hidden = all.length === 0;
      write(words, this.app.t(key, { n: all.length }));
      show();
    } };
  }

  /** Brings it up to date; gives the newest finding that was not there before, if any, and how many are shown. */
  refresh() {
    const { app } = this;
    const all = ordered(app, (finding) => finding.kind === "rule" && this.which(finding));
    const now = all.filter((finding) => pending(app, finding));
    const open = all.filter((finding) => finding.verdict === "cannot tell");
    const later = all.filter((finding) => finding.verdict === "to do");
    this.list(now);
    this.now.hidden = now.length === 0;
    this.none.hidden = now.length > 0;
    write(this.none, app.t(open.length > 0 ? "panel.none-yet" : "panel.none"));
    this.open.take(open);
    this.later.take(later);
    const fresh = now.find((finding) => !this.before.has(finding.fingerprint));
    const changed = fresh !== undefined || this.before.size !== now.length;
    this.before = new Set(now.map((finding) => finding.fingerprint));
    return { count: now.length, fresh, changed };
  }
}

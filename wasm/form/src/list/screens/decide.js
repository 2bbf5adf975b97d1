// What people have to decide, as a list of groups: a record with the persons whom its name may mean, or with findings that ask for somebody.

import { button, fill, h, HEADING, link } from "../../dom.js";
import { cut } from "./results.js";

const PAGE = 25;

/** @typedef {import("../app.js").ListApp} ListApp */

/** @param {ListApp} app @returns {import("../app.js").Screen} */
export function decide(app) {
  const { t, queue } = app;
  const back = { text: t("back.results"), href: "#/results" };
  if (!queue) {
    return { title: t("decide.title"), back, body: [HEADING, h("p", { class: "govuk-body" }, t("decide.what")), h("p", { class: "govuk-body" }, t("decide.neutral")), app.act(t("decide.look"), () => app.look(), { id: "dr-look" })] };
  }
  const region = h("section", { "aria-labelledby": "dr-groups-title", id: "dr-groups" });
  void groups(app, region, false);
  return {
    title: t("decide.title"), back,
    body: [
      HEADING,
      h("p", { class: "govuk-body-l", id: "dr-left" }, queue.items === 0 ? t("decide.nothing") : t("decide.left", { left: app.n(queue.left), all: app.n(queue.items), records: app.n(queue.groups) })),
      h("p", { class: "govuk-body" }, t("decide.neutral")),
      queue.decided_before > 0 && h("p", { class: "govuk-body" }, t("decide.before", { n: queue.decided_before })),
      queue.came_back > 0 && h("p", { class: "govuk-body" }, t("decide.came-back", { n: queue.came_back })),
      queue.nameless > 0 && h("p", { class: "govuk-body" }, t("decide.nameless", { n: queue.nameless })),
      queue.items > 0 && who(app),
      queue.items > 0 && region,
    ],
  };
}

/** Who decides, and whether single keys do it. @param {ListApp} app */
function who(app) {
  const { t } = app;
  const by = h("input", { class: "govuk-input govuk-input--width-20", type: "text", id: "dr-by", autocomplete: "name", value: app.by, onchange: () => {
    app.by = by.value.trim();
    app.draft.by = app.by;
    void app.draft.keep();
  } });
  const keys = h("input", { class: "govuk-checkboxes__input", type: "checkbox", id: "dr-keys", onchange: () => {
    app.keys = keys.checked;
    app.draft.keys = app.keys;
    void app.draft.keep();
  } });
  keys.checked = app.keys;
  return h("div", null, h("div", { class: "govuk-form-group" }, h("label", { class: "govuk-label govuk-label--s", for: "dr-by" }, t("decide.by")), h("p", { class: "govuk-hint" }, t("decide.by-hint")), by),
    h("div", { class: "govuk-form-group" }, h("div", { class: "govuk-checkboxes govuk-checkboxes--small" }, h("div", { class: "govuk-checkboxes__item" }, keys, h("label", { class: "govuk-label govuk-checkboxes__label", for: "dr-keys" }, t("decide.keys")))), h("p", { class: "govuk-hint" }, t("decide.keys-hint"))));
}

/** @param {ListApp} app @param {HTMLElement} region @param {boolean} move */
async function groups(app, region, move) {
  const { t } = app;
  const from = /** @type {any} */ (app).groupsFrom ?? 0;
  const page = await app.engine.ask("groups", { from, count: PAGE, open: app.openOnly });
  const again = (/** @type {number} */ to) => {
    /** @type {any} */ (app).groupsFrom = Math.max(0, to);
    return groups(app, region, true);
  };
  const words = page.total === 0 ? t("decide.none-open") : t("page.of", { from: app.n(from + 1), to: app.n(from + page.groups.length), all: app.n(page.total) });
  const heading = h("h2", { class: "govuk-heading-m", id: "dr-groups-title", tabindex: "-1" }, t("decide.groups"));
  const first = page.groups[0];
  const open = h("input", { class: "govuk-checkboxes__input", type: "checkbox", id: "dr-open-only", onchange: () => {
    app.openOnly = open.checked;
    void again(0);
  } });
  open.checked = app.openOnly;
  fill(region, heading, first && h("p", { class: "govuk-body" }, h("a", { class: "govuk-button", href: `#/decide/${first.place}`, id: "dr-first" }, t("decide.start"))),
    h("div", { class: "govuk-form-group" }, h("div", { class: "govuk-checkboxes govuk-checkboxes--small" }, h("div", { class: "govuk-checkboxes__item" }, open, h("label", { class: "govuk-label govuk-checkboxes__label", for: "dr-open-only" }, t("decide.open-only"))))),
    h("p", { class: "govuk-body" }, words),
    page.groups.length > 0 && h("table", { class: "govuk-table dr-table dr-table--groups" }, h("caption", { class: "govuk-visually-hidden" }, `${t("decide.groups")}: ${words}`),
      h("thead", { class: "govuk-table__head" }, h("tr", { class: "govuk-table__row" }, [t("findings.record"), t("decide.asks"), t("decide.state")].map((text) => h("th", { class: "govuk-table__header", scope: "col" }, text)))),
      h("tbody", { class: "govuk-table__body" }, page.groups.map((/** @type {any} */ group) => h("tr", { class: "govuk-table__row" },
        h("th", { class: "govuk-table__header", scope: "row" }, link(cut(group.name || group.record, 100), `#/decide/${group.place}`, {}, t("decide.group-of", { place: group.place + 1 })), h("div", { class: "dr-quiet" }, t("findings.where", { id: cut(group.record, 40), row: app.n(group.row) }))),
        h("td", { class: "govuk-table__cell", "data-label": t("decide.asks") }, group.why.candidate ? (group.items > 1 ? t("decide.persons", { n: group.items }) : t("decide.person", { name: group.why.candidate })) : app.ruled(app.rule(group.why.rule), group.why.finding), group.back && h("div", null, h("strong", { class: "govuk-tag dr-tag dr-tag--minor" }, t("decide.back")))),
        h("td", { class: "govuk-table__cell", "data-label": t("decide.state") }, group.open === 0 ? t("decide.done") : t("decide.open", { n: group.open })))))),
    (from > 0 || from + PAGE < page.total) && h("nav", { class: "dr-pages", "aria-label": t("decide.groups") }, from > 0 && button(t("page.before"), () => void again(from - PAGE), { class: "govuk-button govuk-button--secondary" }), from + PAGE < page.total && button(t("page.next"), () => void again(from + PAGE), { class: "govuk-button govuk-button--secondary" })));
  if (move) {
    heading.focus({ preventScroll: true });
    heading.scrollIntoView({ block: "start" });
    app.voice.say(words, 200);
  }
}

// While something takes long: how far it is, and a way to stop it.

import { button, h, HEADING } from "../../dom.js";

/** @param {import("../app.js").ListApp} app @returns {import("../app.js").Screen} */
export function working(app) {
  const { t, work } = app;
  const what = work?.what ?? "reading";
  return {
    title: t(`work.${what}`),
    body: [HEADING, h("p", { class: "govuk-body" }, app.file?.name ?? ""),
      h("div", { class: "dr-progress" }, h("label", { class: "govuk-label", for: "dr-progress" }, t("work.progress")), h("progress", { id: "dr-progress", max: "1", value: 0 }), h("p", { class: "govuk-body dr-progress__words" }, t("work.begun"))),
      button(t("work.stop"), () => work?.stop(), { class: "govuk-button govuk-button--secondary", id: "dr-stop" }),
      h("p", { class: "govuk-body dr-quiet" }, t("work.page-stays"))],
  };
}

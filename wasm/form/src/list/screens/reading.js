// How a list is read, where what was found out is not right: the sheet, the header's row, the delimiter, the characters.

import { button, h } from "../../dom.js";

/** @param {import("../app.js").ListApp} app @param {File} file @param {boolean} open */
export function reading(app, file, open) {
  const { t } = app;
  const text = app.kind === "text" || !/\.(xlsx|xlsm|ods)$/i.test(file.name);
  const given = /** @type {Record<string, any>} */ (app.options);
  const option = (/** @type {string} */ value, /** @type {string} */ words, /** @type {unknown} */ chosen) => h("option", { value, selected: value === (chosen ?? "") }, words);
  const group = (/** @type {string} */ id, /** @type {string} */ label, /** @type {HTMLElement} */ control) => h("div", { class: "govuk-form-group" }, h("label", { class: "govuk-label", for: id }, label), control);
  const sheet = h("select", { class: "govuk-select", id: "dr-sheet" }, option("", t("reading.found-out"), given["sheet"]), app.sheets.map((name) => option(name, name, given["sheet"])));
  const row = h("input", { class: "govuk-input govuk-input--width-5", id: "dr-header-row", type: "text", inputmode: "numeric", value: String(given["header_row"] ?? "") });
  const delimiter = h("select", { class: "govuk-select", id: "dr-delimiter" }, option("", t("reading.found-out"), given["delimiter"]),
    /** @type {const} */ ([[",", "comma"], [";", "semicolon"], ["\t", "tab"], ["|", "bar"]]).map(([value, key]) => option(value, t(`reading.${key}`), given["delimiter"])));
  const encoding = h("select", { class: "govuk-select", id: "dr-encoding" }, option("", t("reading.found-out"), given["encoding"]), ["utf-8", "windows-1252", "utf-16le", "utf-16be"].map((name) => option(name, name.toUpperCase(), given["encoding"])));
  const again = () => {
    const header = Math.floor(Number(row.value));
    /** @type {Record<string, unknown>} */
    const options = { ...(header > 0 ? { header_row: header } : {}) };
    if (text) Object.assign(options, delimiter.value && { delimiter: delimiter.value }, encoding.value && { encoding: encoding.value });
    else if (sheet.value) options["sheet"] = sheet.value;
    void app.read(file, options);
  };
  const details = h("details", { class: "govuk-details", id: "dr-reading" }, h("summary", { class: "govuk-details__summary" }, h("span", { class: "govuk-details__summary-text" }, t("reading.title"))),
    h("div", { class: "govuk-details__text" }, !text && app.sheets.length > 0 && group("dr-sheet", t("reading.sheet"), sheet), group("dr-header-row", t("reading.header-row"), row),
      text && [group("dr-delimiter", t("reading.delimiter"), delimiter), group("dr-encoding", t("reading.encoding"), encoding)],
      button(t("reading.again"), again, { class: "govuk-button govuk-button--secondary govuk-!-margin-bottom-0" })));
  details.open = open;
  return details;
}

// What the tests of the page for lists share: the page, lists, and workbooks made here byte by byte.

import fs from "node:fs";
import path from "node:path";
import { execFileSync } from "node:child_process";
import { crc32, deflateRawSync } from "node:zlib";
import { REGARD, ROOT, temporary } from "./harness.js";

export const LONDON = path.join(ROOT, "rules/public-realm/sample/london.csv");

/** The page for lists of a framework, made by the command line as people make it. @param {string} framework @param {string} [name] */
export function listFile(framework, name = "list") {
  const file = temporary(`${name}.html`, "");
  execFileSync(REGARD, ["form", framework, "--list", "-o", file], { cwd: ROOT, stdio: ["ignore", "ignore", "inherit"] });
  return file;
}

/** @param {import("playwright-core").Page} page @param {string} file @param {string} [query] */
export async function openPage(page, file, query = "?as-of=2026-11-22") {
  await page.goto("about:blank");
  await page.goto(`file://${file}${query}`);
  await page.waitForSelector("#dr-list-file");
}

/** Chooses a list and waits for its columns. @param {import("playwright-core").Page} page @param {string} list */
export async function choose(page, list) {
  await page.setInputFiles("#dr-list-file", list);
  await page.waitForSelector("#dr-check, #dr-columns-problem");
}

/** Chooses a list and audits it. @param {import("playwright-core").Page} page @param {string} list */
export async function audited(page, list) {
  await choose(page, list);
  await page.click("#dr-check");
  await page.waitForSelector("#dr-findings-count", { timeout: 120_000 });
}

/** Goes to a screen by its address. @param {import("playwright-core").Page} page @param {string} hash */
export async function goTo(page, hash) {
  await page.evaluate((to) => {
    location.hash = to;
  }, hash);
  await page.waitForFunction(() => /** @type {any} */ (document.getElementById("due-regard-list")).app.at === location.hash);
}

/** Looks for what is to be decided, and begins with the first record. @param {import("playwright-core").Page} page */
export async function deciding(page) {
  await goTo(page, "#/decide");
  await page.click("#dr-look");
  await page.waitForSelector("#dr-first", { timeout: 120_000 });
}

/** What a button gives to save, as bytes and as text. @param {import("playwright-core").Page} page @param {string} id */
export async function saved(page, id) {
  const [download] = await Promise.all([page.waitForEvent("download", { timeout: 120_000 }), page.click(id)]);
  const bytes = fs.readFileSync(await download.path());
  await page.waitForSelector(".govuk-notification-banner");
  return { name: download.suggestedFilename(), bytes, text: bytes.toString("utf8") };
}

/** What `regard audit` writes into a workbook. @param {string} list @param {string[]} args @returns {Buffer} */
export function nativeBook(list, args) {
  const file = temporary("native.xlsx", "");
  fs.rmSync(file);
  native(list, [...args, "--out", file]);
  return fs.readFileSync(file);
}

/** What the command line says of the same, from the folder in which the list lies. @param {string} list @param {string[]} args @param {string} [framework] */
export function native(list, args, framework = "public-realm") {
  try {
    return execFileSync(REGARD, ["audit", framework, path.basename(list), "--as-of", "2026-11-22", "--quiet", ...args], { cwd: path.dirname(list), encoding: "utf8", maxBuffer: 1 << 29 });
  } catch (error) {
    const failed = /** @type {{ status: number, stdout: string, stderr: string }} */ (error);
    // 1 says that something was found.
    if (failed.status === 1) return failed.stdout;
    throw error;
  }
}

/** The sample's rows over and over under ids of their own, as CSV. @param {number} rows */
export function longList(rows) {
  const [header = "", ...lines] = fs.readFileSync(LONDON, "utf8").trimEnd().split(/\r?\n/);
  // The id is the first column, and no id of the sample is quoted.
  const out = [header];
  for (let row = 0; row < rows; row += 1) out.push((lines[row % lines.length] ?? "").replace(/^[^,]*/, (id) => `${id}-${row}`));
  return `${out.join("\n")}\n`;
}

/** A zip archive of these parts. @param {Record<string, string>} parts */
function zip(parts) {
  const local = [];
  const central = [];
  let at = 0;
  for (const [name, text] of Object.entries(parts)) {
    const [bytes, title] = [Buffer.from(text), Buffer.from(name)];
    // By what stands in it as it is, a program knows an open document.
    const stored = name === "mimetype";
    const packed = stored ? bytes : deflateRawSync(bytes);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(stored ? 0 : 8, 4);
    head.writeUInt32LE(crc32(bytes), 10);
    head.writeUInt32LE(packed.length, 14);
    head.writeUInt32LE(bytes.length, 18);
    head.writeUInt16LE(title.length, 22);
    local.push(Buffer.from("PK\x03\x04"), head, title, packed);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    central.push(Buffer.from("PK\x01\x02"), Buffer.from([20, 0]), head, place, title);
    at += 30 + title.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(Object.keys(parts).length, 4);
  end.writeUInt16LE(Object.keys(parts).length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...local, directory, Buffer.from("PK\x05\x06"), end]);
}

const escape = (/** @type {string} */ text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
const letters = (/** @type {number} */ column) => (column < 26 ? String.fromCharCode(65 + column) : letters(Math.floor(column / 26) - 1) + letters(column % 26));

/**
 * A workbook as spreadsheets write it. A cell is a text (shared when its row is even, inline when odd), a number, or `{ serial, style }` for what a style makes a date.
 *
 * @param {{ name: string, hidden?: boolean, rows: (string | number | null | { serial: number })[][], merged?: string }[]} sheets @param {{ from1904?: boolean }} [how]
 */
export function workbook(sheets, { from1904 = false } = {}) {
  /** @type {string[]} */
  const shared = [];
  const cell = (/** @type {any} */ value, /** @type {string} */ place, /** @type {number} */ row) => {
    if (value === null || value === "") return "";
    if (typeof value === "object") return `<c r="${place}" s="1"><v>${value.serial}</v></c>`;
    if (typeof value === "number") return `<c r="${place}"><v>${value}</v></c>`;
    if (row % 2 === 1) return `<c r="${place}" t="inlineStr"><is><t xml:space="preserve">${escape(value)}</t></is></c>`;
    let at = shared.indexOf(value);
    if (at < 0) at = shared.push(value) - 1;
    return `<c r="${place}" t="s"><v>${at}</v></c>`;
  };
  const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  /** @type {Record<string, string>} */
  const parts = {};
  sheets.forEach(({ rows, merged }, number) => {
    const body = rows.map((cells, row) => (cells.length === 0 ? "" : `<row r="${row + 1}">${cells.map((value, column) => cell(value, `${letters(column)}${row + 1}`, row)).join("")}</row>`)).join("");
    parts[`xl/worksheets/sheet${number + 1}.xml`] = `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="${main}"><sheetData>${body}</sheetData>${merged ? `<mergeCells count="1"><mergeCell ref="${merged}"/></mergeCells>` : ""}</worksheet>`;
  });
  return zip({
    "[Content_Types].xml": `<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
    "_rels/.rels": `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${rels}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="${main}" xmlns:r="${rels}"><workbookPr${from1904 ? ' date1904="1"' : ""}/><sheets>${sheets.map(({ name, hidden }, number) => `<sheet name="${escape(name)}" sheetId="${number + 1}"${hidden ? ' state="hidden"' : ""} r:id="s${number + 1}"/>`).join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${sheets.map((_, number) => `<Relationship Id="s${number + 1}" Type="${rels}/worksheet" Target="worksheets/sheet${number + 1}.xml"/>`).join("")}<Relationship Id="st" Type="${rels}/styles" Target="styles.xml"/><Relationship Id="sh" Type="${rels}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
    "xl/styles.xml": `<?xml version="1.0" encoding="UTF-8"?><styleSheet xmlns="${main}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    ...parts,
    "xl/sharedStrings.xml": `<?xml version="1.0" encoding="UTF-8"?><sst xmlns="${main}" uniqueCount="${shared.length}">${shared.map((text) => `<si><t xml:space="preserve">${escape(text)}</t></si>`).join("")}</sst>`,
  });
}

/** A workbook as LibreOffice writes it, of one sheet: years as numbers, dates as dates, blanks in one go. @param {string} name @param {string[][]} rows */
export function openDocument(name, rows) {
  const type = "application/vnd.oasis.opendocument.spreadsheet";
  const oasis = "urn:oasis:names:tc:opendocument:xmlns";
  const cell = (/** @type {string} */ text) => {
    const words = `<text:p>${escape(text)}</text:p>`;
    if (text === "") return "<table:table-cell/>";
    if (/^\d{4}$/.test(text)) return `<table:table-cell office:value-type="float" office:value="${text}">${words}</table:table-cell>`;
    if (/^\d{4}-\d\d-\d\d$/.test(text)) return `<table:table-cell office:value-type="date" office:date-value="${text}">${words}</table:table-cell>`;
    return `<table:table-cell office:value-type="string">${words}</table:table-cell>`;
  };
  const row = (/** @type {string[]} */ cells) => `<table:table-row>${cells.map(cell).join("").replace(/(?:<table:table-cell\/>){2,}/g, (blanks) => `<table:table-cell table:number-columns-repeated="${blanks.length / 19}"/>`)}</table:table-row>`;
  return zip({
    mimetype: type,
    "META-INF/manifest.xml": `<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="${oasis}:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="${type}"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>`,
    "content.xml": `<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="${oasis}:office:1.0" xmlns:table="${oasis}:table:1.0" xmlns:text="${oasis}:text:1.0"><office:body><office:spreadsheet><table:table table:name="${escape(name)}">${rows.map(row).join("")}</table:table></office:spreadsheet></office:body></office:document-content>`,
  });
}

/** The cells of CSV without line breaks in cells, for making workbooks of it. @param {string} text */
export function cells(text) {
  return text.trimEnd().split(/\r?\n/).map((line) => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map((found) => found[1] ?? "").slice(0, -1).map((one) => (one.startsWith('"') ? one.slice(1, -1).replaceAll('""', '"') : one)));
}

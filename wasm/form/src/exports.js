// Files that the page makes. They are made here and given to the browser to save; nothing is sent.

import { h } from "./dom.js";
import { carrying, noteAt, toText } from "./document.js";

/** @typedef {import("./app.js").App} App */

/** Without a type a file is one to save, whatever the browser could show of it. @param {string} name @param {string | Uint8Array | Blob} content @param {string} [type] */
export function download(name, content, type = "") {
  const address = URL.createObjectURL(new Blob([/** @type {BlobPart} */ (content)], { type }));
  const link = h("a", { href: address, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  window.setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** A name for a file: what the record is called, its stage, the day. @param {App} app @param {string} ending */
export function fileName(app, ending) {
  const name = app.name().normalize("NFKD").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 60).toLowerCase() || app.model.id;
  return [name, ...(app.doc.signed ? [] : [app.t("draft.file")]), app.day()].join("-") + ending;
}

/** Saves everything to one file. @param {App} app */
export function saveFile(app) {
  const { doc } = app;
  app.keeper.gather();
  doc.saved = new Date().toISOString();
  if (!app.keeper.on) doc.revision += 1;
  download(fileName(app, ".json"), toText(doc));
  app.keeper.unfiled = false;
  if (!app.keeper.on) app.keeper.unsaved = false;
  app.parts.kept(app);
  app.tell("save-request", { text: toText(doc) });
}

/**
 * What can be made of the record beside the file. Until it is signed off each says so in its name, and in its text: the summaries by the answers that the framework names for it.
 *
 * @type {{ key: "word" | "committee" | "html" | "csv" | "markdown" | "audit", ending: string, make: (app: App) => string | Uint8Array }[]}
 */
export const EXPORTS = [
  { key: "word", ending: ".docx", make: (app) => app.work.summary("docx", beside(app)) },
  { key: "committee", ending: "-summary.html", make: (app) => app.work.summary("html", beside(app)) },
  { key: "html", ending: ".html", make: (app) => report(app) },
  { key: "csv", ending: ".csv", make: (app) => longCsv(app) },
  { key: "markdown", ending: ".md", make: (app) => `${app.doc.signed ? "" : `**${app.t("draft.mark")}**\n\n`}${app.work.report("markdown")}${notes(app).map(({ question, text, by, on }, place) => `${place === 0 ? `\n## ${app.t("comment.title")}\n\n` : ""}- ${plain(question)}: ${plain(text)} (${plain(by)}, ${on})\n`).join("")}` },
  { key: "audit", ending: "-audit.json", make: (app) => app.work.auditText({ detail: "records" }) },
];

/** What reviewers noted, in the order of the form. @param {App} app */
export function notes(app) {
  return [...app.questions.keys()].flatMap((path) => {
    const note = noteAt(app.doc, path);
    return note ? [{ question: app.full(path, app.labelOf(path)), text: note.text, by: note.by, on: app.date(note.on) }] : [];
  });
}

/** What stands beside the record and no rule reads. @param {App} app */
function beside(app) {
  const { signed } = app.doc;
  return { signed: signed && { by: signed.by, post: signed.post, on: app.date(signed.on) }, notes: notes(app) };
}

/** The engine's page, with the mark of a draft at its top, the notes at its end, and the file within. @param {App} app */
function report(app) {
  const safe = (/** @type {string} */ text) => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const rows = notes(app).map(({ question, text, by, on }) => `<dt>${safe(question)}</dt><dd>${safe(text)} (${safe(by)}, ${safe(on)})</dd>`);
  const list = rows.length > 0 ? `<h2>${safe(app.t("comment.title"))}</h2>\n<dl>${rows.join("\n")}</dl>\n` : "";
  let page = app.work.report("html");
  if (!app.doc.signed) page = page.replace("<header>", (header) => `${header}\n<p><strong>${app.t("draft.mark")}</strong></p>`);
  app.keeper.gather();
  // The notes belong to what is read: inside the page's main part, where it has one.
  const end = page.lastIndexOf(page.includes("</main>") ? "</main>" : "</body>");
  return carrying(page.slice(0, end) + list + page.slice(end), app.doc);
}

/** A text in which no sign means anything to Markdown, on one line. @param {string} text */
function plain(text) {
  return text.replace(/\s+/g, " ").replace(/[\\`*_{}[\]()#+.!|<>~&-]/g, "\\$&");
}

/** Every question with its answer, one a line; no cell becomes a formula. @param {App} app */
export function longCsv(app) {
  const { t } = app;
  const lines = [[...t("csv.heads").split("|"), t("comment.note")]];
  if (!app.doc.signed) lines.push(["", t("draft.mark"), "", "", "", ""]);
  for (const question of app.questions.values()) {
    if (question.asked === "no" && question.value === "") continue;
    const answer = app.work.get(question.path);
    const reason = typeof answer === "object" && answer !== null && !Array.isArray(answer) ? answer.reason ?? "" : "";
    lines.push([question.path, app.full(question.path, app.labelOf(question.path)), question.state, question.value, reason, noteAt(app.doc, question.path)?.text ?? ""]);
  }
  return `\ufeff${lines.map((line) => line.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** @param {string} text */
function cell(text) {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

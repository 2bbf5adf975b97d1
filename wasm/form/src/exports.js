// Files that the page makes. They are made here and given to the browser to save; nothing is sent.

import { h } from "./dom.js";
import { carrying, toText } from "./document.js";

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

/** Saves everything to one file; gives whether it did, or the page around takes care of that. @param {App} app */
export function saveFile(app) {
  const { doc } = app;
  app.keeper.gather();
  doc.saved = new Date().toISOString();
  if (!app.keeper.on) doc.revision += 1;
  const text = toText(doc);
  const name = fileName(app, ".json");
  // The page around may keep it elsewhere.
  const ours = app.tell("save-request", { text, name });
  if (ours) download(name, text);
  app.keeper.unfiled = false;
  if (!app.keeper.on) app.keeper.unsaved = false;
  app.parts.kept(app);
  return ours;
}

/**
 * What can be made of the record beside the file. Until it is signed off each says so in its name, and in its text: the summaries by the answers that the framework names for it.
 *
 * @type {{ key: "whole" | "word" | "committee" | "html" | "csv" | "markdown" | "audit", ending: string, make: (app: App) => string | Uint8Array }[]}
 */
export const EXPORTS = [
  { key: "whole", ending: ".docx", make: (app) => app.work.summary("docx", { whole: true }) },
  { key: "word", ending: "-summary.docx", make: (app) => app.work.summary("docx") },
  { key: "committee", ending: "-summary.html", make: (app) => app.work.summary("html") },
  { key: "html", ending: ".html", make: (app) => carrying(app.work.report("html"), app.doc) },
  { key: "csv", ending: ".csv", make: (app) => app.work.answersCsv() },
  { key: "markdown", ending: ".md", make: (app) => app.work.report("markdown") },
  { key: "audit", ending: "-audit.json", make: (app) => app.work.auditText({ detail: "records" }) },
];

/** Makes one of them, and gives it to be saved. @param {App} app @param {typeof EXPORTS[number]} which */
export function exported(app, { ending, make }) {
  app.keeper.gather();
  const { signed, comments } = app.doc;
  app.work.setBeside({ signed, comments });
  download(fileName(app, ending), make(app));
}

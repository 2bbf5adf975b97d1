// Where things are in a framework's form: fields and groups by path, and which page an address means.

/** @typedef {import("./engine.js").FormModel} FormModel */
/** @typedef {import("./engine.js").FormSection} FormSection */
/** @typedef {import("./engine.js").FormGroup} FormGroup */
/** @typedef {import("./engine.js").FormField} FormField */

/**
 * @typedef {object} Places
 * @property {Map<string, FormField>} fields by path in the model
 * @property {Map<string, FormSection | FormGroup>} groups by path in the model
 * @property {Map<string, number>} twins fields that have the same name as another of their section, by path: which of them they are
 * @property {Map<object, string>} languages of texts that are not in the language asked for, by the section or field that has them
 */

/** @param {FormModel} model @returns {Places} */
export function places(model) {
  const fields = new Map();
  const groups = new Map();
  const languages = new Map();
  const twins = new Map();
  const visit = (/** @type {FormSection} */ section, /** @type {string} */ place) => {
    /** @type {Map<string, string[]>} */
    const named = new Map();
    note(section, place, "title");
    if (section.rows) groups.set(section.path, section);
    section.members.forEach((member, index) => {
      const here = `${place}.members[${index}]`;
      if (member.kind === "group") return visit(member, here);
      fields.set(member.path, member);
      named.set(member.label, [...(named.get(member.label) ?? []), member.path]);
      note(member, here, "label");
    });
    for (const paths of named.values()) if (paths.length > 1) paths.forEach((path, index) => twins.set(path, index + 1));
  };
  const note = (/** @type {object} */ thing, /** @type {string} */ place, /** @type {string} */ key) => {
    const language = model.fallbacks[`${place}.${key}`];
    if (language) languages.set(thing, language);
  };
  model.sections.forEach((section, index) => visit(section, `sections[${index}]`));
  return { fields, groups, twins, languages };
}

/**
 * What an address under `#/s/` means. `prefix` is what stands before the fields of the page: nothing for the record, `impacts[age].` for a row.
 *
 * @typedef {object} Place
 * @property {"section" | "rows" | "row"} kind
 * @property {FormSection} section the section that it belongs to
 * @property {FormSection | FormGroup} of the section or group that is shown
 * @property {string} prefix
 * @property {string} path of the row, or of the group as a record has it (`impacts[age].actions`)
 */

/** @param {FormModel} model @param {string[]} parts @returns {Place | null} */
export function resolve(model, parts) {
  const [first = "", ...rest] = parts;
  let section = model.sections.find((each) => each.id === first) ?? null;
  /** @type {FormSection | FormGroup | null} */
  let of = section;
  if (!section) {
    // A group that stands among the questions of a section without rows.
    for (const each of model.sections) {
      const found = each.members.find((member) => member.kind === "group" && member.id === first);
      if (found && found.kind === "group") [section, of] = [each, found];
    }
  }
  if (!section || !of) return null;
  let path = of.rows ? of.id : "";
  let prefix = "";
  for (let place = 0; ; place += 2) {
    if (!of.rows) return place === rest.length ? { kind: "section", section, of, prefix, path } : null;
    const row = rest[place];
    if (row === undefined) return { kind: "rows", section, of, prefix, path };
    path = `${path}[${row}]`;
    prefix = `${path}.`;
    const nested = rest[place + 1];
    if (nested === undefined) return { kind: "row", section, of, prefix, path };
    /** @type {import("./engine.js").FormGroup | undefined} */
    const inner = /** @type {any} */ (of.members.find((member) => member.kind === "group" && member.id === nested));
    if (!inner) return null;
    of = inner;
    path = `${prefix}${inner.id}`;
  }
}

/** The path in the model of what has this path in a record: without its rows. @param {string} path */
export function modelPath(path) {
  return path.replace(/\[[^\]]*\]/g, "");
}

/** The rows of a group in a record, in order. @param {import("./app.js").App} app @param {string} path of the group in the record: `impacts`, `impacts[age].actions` @returns {import("./engine.js").GroupRow[]} */
export function rowsOf(app, path) {
  return [...app.rows.values()].filter((row) => row.path.startsWith(`${path}[`) && row.path.indexOf("]", path.length) === row.path.length - 1);
}

// What the form says, by language. A message with `{n}` may have several forms, chosen by the plural rules of the language.

/** @typedef {keyof typeof import("./messages/en.js").en} Key */
/** @typedef {string | Partial<Record<Intl.LDMLPluralRule, string>>} Message */

/** Languages by their code, as they call themselves. @type {Record<string, string>} */
export const LANGUAGES = { en: "English", cy: "Cymraeg" };

/** How days and numbers are written in each. @type {Record<string, string>} */
export const LOCALES = { en: "en-GB", cy: "cy-GB" };

/** @type {Record<string, Partial<Record<Key, Message>>>} */
const TABLES = {};

/** Takes tables of messages, by language: in the single file they stand in the page as data. @param {Record<string, Partial<Record<Key, Message>>>} tables */
export function learn(tables) {
  Object.assign(TABLES, tables);
}

/** A function that gives messages in a language; what a table lacks is given in English. @param {string} language */
export function translator(language) {
  /** @type {any} */
  const table = Object.hasOwn(TABLES, language) ? /** @type {any} */ (TABLES[language]) : {};
  const en = TABLES["en"] ?? {};
  const plural = new Intl.PluralRules(language);
  return (/** @type {Key} */ key, /** @type {Record<string, string | number>} */ words = {}) => {
    /** @type {any} */
    const message = table[key] ?? en[key] ?? key;
    /** @type {string} */
    const text = typeof message === "string" ? message : message[plural.select(Number(words["n"] ?? 0))] ?? message.other ?? key;
    return text.replace(/\{(\w+)\}/g, (/** @type {string} */ _, /** @type {string} */ name) => String(words[name] ?? ""));
  };
}

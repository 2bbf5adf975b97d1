// Keys of messages as two letters, in the form's script and in the messages that stand beside it in the page: to who reads the sources a key says what it is for, and the
// page need not carry that.

/** @typedef {Record<string, Record<string, unknown>>} Tables */

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/**
 * The short names of the keys that a script has as they are. A key that it puts together (`state.${state}`) stays, and so does one without a full stop, which may be any word.
 *
 * @param {string} script @param {string[]} keys @returns {Map<string, string>}
 */
export function shortNames(script, keys) {
  const made = [...script.matchAll(/`([a-z][a-z.-]*)\$\{|"([a-z][a-z.-]*)"\s*\+/g)].map((match) => match[1] ?? match[2] ?? "");
  const whole = keys.filter((key) => key.includes(".") && !made.some((begin) => key.startsWith(begin)));
  const taken = new Set(keys);
  const names = [...LETTERS].flatMap((first) => [...LETTERS].map((second) => first + second)).filter((name) => !taken.has(name));
  return new Map(whole.map((key, place) => [key, names[place] ?? key]));
}

/** @param {string} script @param {Map<string, string>} names */
export function shortened(script, names) {
  return script.replace(/"([a-z][a-z0-9.-]*)"/g, (literal, key) => (names.has(key) ? `"${names.get(key)}"` : literal));
}

/** @param {Tables} tables @param {Map<string, string>} names @returns {Tables} */
export function renamed(tables, names) {
  return Object.fromEntries(Object.entries(tables).map(([language, table]) => [language, Object.fromEntries(Object.entries(table).map(([key, message]) => [names.get(key) ?? key, message]))]));
}

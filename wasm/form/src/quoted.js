// What the engine quotes with backticks, for terminals, as it stands in a page: text in either case, never markup.

/**
 * What the engine quotes for terminals, in the quotation marks of a page. What people wrote stays as it is there: `own` are those texts of theirs of which the engine may speak.
 *
 * @param {string} text @param {string[]} [own]
 */
export function quoted(text, own = []) {
  const kept = own.filter((each) => each.includes("`") && text.includes(each)).sort((a, b) => b.length - a.length).map((each) => each.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("|");
  const marks = kept === "" ? /`([^`]*)`/g : new RegExp(`${kept}|\`((?:${kept}|[^\`])*)\``, "g");
  return text.replace(marks, (all, inner) => (inner === undefined ? all : `‘${inner}’`));
}

// Addresses of screens: `#/s/impacts/age?q=effect`. Only what comes after `#` changes, because a page opened from disk may change nothing else.

/** @typedef {{ parts: string[], query: Record<string, string>, hash: string }} Route */

/** @param {string} hash @returns {Route} */
export function read(hash) {
  const [path = "", search = ""] = hash.replace(/^#\/?/, "").split("?");
  /** @type {Record<string, string>} */
  const query = Object.create(null);
  for (const pair of search.split("&").slice(0, 20)) {
    const [key, value = ""] = pair.split("=");
    if (key) query[decode(key)] = decode(value);
  }
  return { parts: path.split("/").filter((part) => part !== "").slice(0, 12).map(decode), query, hash };
}

/** @param {string[]} parts @param {Record<string, string>} [query] */
export function to(parts, query = {}) {
  const search = Object.entries(query).map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`).join("&");
  return `#/${parts.map(encodeURIComponent).join("/")}${search ? `?${search}` : ""}`;
}

/** What cannot be decoded is taken as it stands: an address may have been typed. @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * The steps of a place: `impacts[age].actions[r3].owner` is `impacts`, `age`, `actions`, `r3`, `owner`. A name in brackets may hold anything but `]`.
 *
 * @param {string} path
 */
export function steps(path) {
  return [...path.matchAll(/\[([^\]]*)\]|([^.[\]]+)/g)].map((match) => match[1] ?? match[2] ?? "");
}

/**
 * The address of a question, or of a row's page. A question of the record itself stands on its section's page, one of a row on the row's.
 *
 * @param {string} path
 * @param {string} section
 */
export function address(path, section) {
  const parts = steps(path);
  if (path.endsWith("]")) return to(["s", ...parts]);
  const field = parts.pop() ?? "";
  return to(["s", ...(parts.length > 0 ? parts : [section])], { q: field });
}

// Fifteen checks of structure that axe does not make or only doubts, run in the page. Gives a line for each fault.

export function structure() {
  /** @type {string[]} */
  const faults = [];
  const all = (/** @type {string} */ selector) => [...document.querySelectorAll(selector)];
  const seen = (/** @type {Element} */ element) => element.checkVisibility({ visibilityProperty: true });
  const name = (/** @type {Element} */ element) => `${element.tagName.toLowerCase()}#${element.id}.${String(element.className)}`;
  const words = (/** @type {Element | null | undefined} */ element) => (element?.textContent ?? "").replace(/\s+/g, " ").trim();

  // 1. No id stands twice.
  const ids = all("[id]").map((element) => element.id);
  for (const id of new Set(ids.filter((each, place) => ids.indexOf(each) !== place))) faults.push(`1 id twice: ${id}`);
  // 2. What is referred to is there.
  for (const attribute of ["for", "aria-describedby", "aria-labelledby", "aria-controls", "list"]) {
    for (const element of all(`[${attribute}]`)) for (const id of (element.getAttribute(attribute) ?? "").split(/\s+/)) if (!document.getElementById(id)) faults.push(`2 ${attribute} to nothing (${id}): ${name(element)}`);
  }
  // 3. Choices with one name stand in a fieldset that begins with a legend.
  for (const input of all("input[type=radio], input[type=checkbox]").filter(seen)) {
    const same = all(`input[name="${CSS.escape(input.getAttribute("name") ?? "")}"]`);
    const set = input.closest("fieldset");
    if (same.length > 1 && (!set || set.firstElementChild?.tagName !== "LEGEND" || words(set.firstElementChild) === "")) faults.push(`3 no legend: ${name(input)}`);
  }
  // 4. Every error is tied to its field or group.
  for (const error of all(".govuk-error-message").filter(seen)) if (!document.querySelector(`[aria-describedby~="${CSS.escape(error.id)}"]`)) faults.push(`4 error tied to nothing: ${words(error)}`);
  // 5. Every control has a name that can be seen.
  for (const input of all("input:not([type=hidden]), select, textarea").filter(seen)) {
    const label = document.querySelector(`label[for="${CSS.escape(input.id)}"]`);
    if (!label || words(label) === "" || !seen(label)) faults.push(`5 no label: ${name(input)}`);
  }
  // 6. Nothing looks like a control and is none.
  for (const element of all(".govuk-button, .dr-link, [onclick], [role=button]").filter(seen)) if (!element.matches("button, a[href], summary, input")) faults.push(`6 false control: ${name(element)}`);
  for (const element of all("main *").filter(seen)) if (getComputedStyle(element).cursor === "pointer" && !element.closest("a, button, summary, label, input, select")) faults.push(`6 pointer on no control: ${name(element)}`);
  // 7. Every link leads somewhere.
  for (const link of all("a")) if (!link.getAttribute("href")) faults.push(`7 link without address: ${words(link)}`);
  // 8. The same words lead to the same place.
  const places = new Map();
  for (const link of all("main a[href]").filter(seen)) {
    const before = places.get(words(link));
    if (before !== undefined && before !== link.getAttribute("href")) faults.push(`8 “${words(link)}” leads to two places: ${before} and ${link.getAttribute("href")}`);
    places.set(words(link), link.getAttribute("href"));
  }
  // 9. Tables have captions, and their headers say what they head.
  for (const table of all("table")) if (!table.querySelector("caption") || [...table.querySelectorAll("th")].some((cell) => !cell.getAttribute("scope"))) faults.push(`9 table without caption or scope: ${name(table)}`);
  // 10. A status has words, not only a colour.
  for (const status of all(".govuk-tag, .govuk-task-list__status")) if (words(status) === "") faults.push(`10 status without words: ${name(status)}`);
  // 11. The way past the header leads to something.
  const skip = all(".govuk-skip-link")[0];
  if (!skip || !document.getElementById((skip.getAttribute("href") ?? "").slice(1))) faults.push("11 no way past the header");
  // 12. There is one status region.
  if (all("[role=status]").length !== 1) faults.push(`12 ${all("[role=status]").length} status regions`);
  if (all("[aria-live]").length > 0) faults.push("12 a live region beside the status region");
  // 13. The order of focus is that of the page.
  for (const element of all("[tabindex]")) if (Number(element.getAttribute("tabindex")) > 0) faults.push(`13 positive tabindex: ${name(element)}`);
  // 14. Headings go down one level at a time.
  let level = 0;
  for (const heading of all("h1, h2, h3, h4, h5, h6").filter(seen)) {
    const next = Number(heading.tagName.slice(1));
    if (next > level + 1 && level > 0) faults.push(`14 heading level skipped: ${words(heading)}`);
    level = next;
  }
  // 15. There is one main heading, and the title of the page says it.
  const first = all("h1").filter(seen);
  if (first.length !== 1) faults.push(`15 ${first.length} main headings`);
  else if (!document.title.includes(words(first[0]))) faults.push(`15 the title does not say “${words(first[0])}”: ${document.title}`);
  return faults;
}

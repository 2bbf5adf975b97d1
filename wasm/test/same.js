// Holds the module to what the engine says natively: the same audits to the byte, the same diagnostics, forms, sessions and candidates. Runs in Node and in a page.

/** @returns {Promise<{counts: Record<string, number>, wrong: string[]}>} */
export async function compare(api, lines) {
  const counts = {};
  const wrong = [];
  const frameworks = [];
  const tables = [];
  let screener = null;
  const differ = (what, expected, got) => {
    if (expected === got) return;
    let at = 0;
    while (at < expected.length && expected[at] === got[at]) at += 1;
    wrong.push(`${what}\n  natively: …${expected.slice(Math.max(0, at - 60), at + 120)}\n  here:     …${got.slice(Math.max(0, at - 60), at + 120)}`);
  };
  // The same value, whatever it was written as: 1.0 and 1 are one number.
  const value = (text) => JSON.stringify(JSON.parse(text));
  for (const line of lines) {
    const it = JSON.parse(line);
    counts[it.kind] = (counts[it.kind] ?? 0) + 1;
    const what = `${it.kind} ${it.name ?? ""}`;
    try {
      if (it.kind === "framework") {
        const find = (name) => it.bases[name] ?? null;
        const found = api.Framework.check(it.text, { find }).map((one) => [one.code, one.message]);
        if (it.diagnostics.length > 0 || !it.usable) differ(what, JSON.stringify(it.diagnostics), JSON.stringify(found));
        const framework = it.usable ? api.Framework.load(it.text, { find }) : null;
        if (it.sha256) differ(what, it.sha256, framework.sha256);
        frameworks.push(framework);
      } else if (it.kind === "form") {
        differ(what, value(it.expected), JSON.stringify(frameworks[it.framework].describe(it.language)));
      } else if (it.kind === "record") {
        const framework = frameworks[it.framework];
        it.options.registers = Object.fromEntries(Object.entries(it.options.registers).map(([id, place]) => [id, tables[place]]));
        differ(what, it.expected, framework.report(it.record, "json", it.options));
        if (it.evaluation) {
          const { every_verdict: _, detail: __, ahead: ___, ...options } = it.options;
          const session = new api.Session(framework, it.record, options);
          differ(`${what} in a session`, value(it.evaluation), JSON.stringify(session.evaluation()));
          session.free();
        }
      } else if (it.kind === "tables") {
        tables.push(it.tables);
      } else if (it.kind === "register") {
        screener = api.Screener.load(it.tables, { name: "test", suppressed: true });
      } else if (it.kind === "name") {
        differ(what, value(it.expected), JSON.stringify(screener.screen(it.name, it.options)));
      }
    } catch (error) {
      wrong.push(`${what}: ${error}`);
    }
  }
  return { counts, wrong };
}

export function report(where, { counts, wrong }, took) {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const kinds = Object.entries(counts).map(([kind, count]) => `${count} ${kind}${count === 1 || kind === "tables" ? "" : "s"}`).join(", ");
  for (const one of wrong.slice(0, 20)) console.log(one);
  if (all === 0) {
    console.log(`${where}: nothing was compared`);
    return false;
  }
  console.log(`${where}: ${kinds}; ${wrong.length} differ (${(took / 1000).toFixed(1)} s)`);
  return wrong.length === 0;
}

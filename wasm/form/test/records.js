// Real records: those with which every rule of the council's assessment is held (`rules/council-eia/cases/every-rule.case`).

import fs from "node:fs";

const text = fs.readFileSync(new URL("../../../rules/council-eia/cases/every-rule.case", import.meta.url), "utf8");
const records = JSON.parse(text.split("--- records.json\n")[1]?.split("\n---")[0] ?? "");

/** Has all that it should. @type {Record<string, any>} */
export const RECORD = records[0];
/** Has the faults. @type {Record<string, any>} */
export const BROKEN = records[1];

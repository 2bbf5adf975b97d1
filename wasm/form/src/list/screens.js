// Which screen an address means.

import { about } from "./screens/about.js";
import { columns } from "./screens/columns.js";
import { decide } from "./screens/decide.js";
import { group } from "./screens/group.js";
import { record } from "./screens/record.js";
import { results } from "./screens/results.js";
import { save } from "./screens/save.js";
import { start } from "./screens/start.js";
import { working } from "./screens/working.js";

/** @param {import("./app.js").ListApp} app @param {import("../router.js").Route} route @returns {import("./app.js").Screen} */
export function screenOf(app, route) {
  const [name = "", part = ""] = route.parts;
  if (name === "about") return about(app, part);
  if (app.work) return working(app);
  if (!app.file || !app.mapping) return start(app);
  if (name === "" || name === "start") return start(app);
  if (!app.audit) return columns(app);
  switch (name) {
    case "results": return results(app);
    case "row": return record(app, Number(part));
    case "decide": return part === "" ? decide(app) : group(app, Number(part));
    case "save": return save(app);
    default: return columns(app);
  }
}

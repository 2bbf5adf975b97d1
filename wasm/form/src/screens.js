// Which screen an address means: one line to add a screen.

import { start } from "./screens/start.js";
import { tasks } from "./screens/tasks.js";
import { section } from "./screens/section.js";
import { check } from "./screens/check.js";
import { findings } from "./screens/findings.js";
import { stage, sign } from "./screens/stage.js";
import { save, opened, clear } from "./screens/save.js";
import { print } from "./screens/print.js";
import { about } from "./screens/about.js";
import { problem, lost } from "./screens/problem.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("./app.js").Screen} Screen */
/** @typedef {import("./router.js").Route} Route */

/** @type {Record<string, { show: (app: App, route: Route) => Screen, open: boolean }>} `open`: only with a document */
const SCREENS = Object.assign(Object.create(null), {
  "": { show: start, open: false },
  tasks: { show: tasks, open: true },
  s: { show: section, open: true },
  check: { show: check, open: true },
  findings: { show: findings, open: true },
  stage: { show: stage, open: true },
  sign: { show: sign, open: true },
  save: { show: save, open: true },
  opened: { show: opened, open: false },
  clear: { show: clear, open: false },
  print: { show: print, open: true },
  about: { show: about, open: false },
  problem: { show: problem, open: false },
});

/** @param {App} app @param {Route} route @returns {Screen} */
export function screenOf(app, route) {
  const found = SCREENS[route.parts[0] ?? ""];
  if (!found) return lost(app);
  if (found.open ? !app.session : found.show === opened && !app.opened) {
    history.replaceState(null, "", location.href.replace(/#.*|$/, app.home()));
    return app.session ? tasks(app) : start(app);
  }
  return found.show(app, route);
}

// Browsers other than Chromium, driven as their makers mean it: Firefox by Marionette, WebKit (in which Safari is made) by its WebDriver. Both take the same commands.

import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { spawn } from "node:child_process";

const MINI_BROWSER = ["/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser", "/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser", "/usr/libexec/webkit2gtk-4.1/MiniBrowser"];
const PATIENCE = 20_000; // milliseconds until something that is waited for is given up

/** @typedef {(command: string, parameters?: Record<string, unknown>) => Promise<any>} Ask */

/** What something gives, once it gives anything. @param {() => Promise<any>} work @param {string} what it is waited for */
async function until(work, what) {
  for (const end = Date.now() + PATIENCE; ;) {
    try {
      const got = await work();
      if (got) return got;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((soon) => setTimeout(soon, 50));
  }
}

/** A port that nothing listens at. @type {() => Promise<number>} */
const freePort = () => new Promise((found) => {
  const server = net.createServer().listen(0, "127.0.0.1", () => {
    const { port } = /** @type {net.AddressInfo} */ (server.address());
    server.close(() => found(port));
  });
});

/** The first of these programs that is here, by its place or in the search path. @param {string[]} places */
const there = (places) => places.flatMap((place) => (place.includes("/") ? [place] : (process.env["PATH"] ?? "").split(":").map((folder) => path.join(folder, place)))).find((file) => fs.existsSync(file));

/** Firefox: commands as JSON with their length before it, over a connection of its own. @returns {Promise<{ ask: Ask, end: () => void }>} */
async function firefox() {
  const program = there([process.env["FIREFOX"] ?? "firefox-esr", "firefox"]);
  if (!program) throw new Error("Firefox is not here");
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), "due-regard-firefox-"));
  const port = await freePort();
  fs.writeFileSync(path.join(profile, "user.js"), `user_pref("marionette.port", ${port});\nuser_pref("datareporting.policy.dataSubmissionEnabled", false);\nuser_pref("app.update.disabledForTesting", true);\n`);
  const child = spawn(program, ["--headless", "--marionette", "--no-remote", "--profile", profile], { stdio: "ignore", env: { ...process.env, HOME: profile } });
  const connection = await until(() => new Promise((open, fail) => {
    const socket = net.connect(port, "127.0.0.1", () => open(socket)).on("error", fail);
  }), "Firefox");
  /** @type {Map<number, { resolve: (value: any) => void, reject: (error: Error) => void }>} */
  const asked = new Map();
  let rest = Buffer.alloc(0);
  connection.on("data", (/** @type {Buffer} */ piece) => {
    rest = Buffer.concat([rest, piece]);
    for (let colon = rest.indexOf(58); colon > 0; colon = rest.indexOf(58)) {
      const size = Number(rest.subarray(0, colon));
      if (rest.length < colon + 1 + size) return;
      const said = JSON.parse(rest.toString("utf8", colon + 1, colon + 1 + size));
      rest = rest.subarray(colon + 1 + size);
      if (!Array.isArray(said)) continue; // its greeting
      const [, id, error, value] = said;
      const waiting = asked.get(id);
      asked.delete(id);
      if (error) waiting?.reject(new Error(`${error.error}: ${error.message}`));
      else waiting?.resolve(value !== null && typeof value === "object" && Object.keys(value).length === 1 && "value" in value ? value.value : value);
    }
  });
  let next = 0;
  /** @type {Ask} */
  const ask = (command, parameters = {}) => new Promise((resolve, reject) => {
    const text = JSON.stringify([0, (next += 1), command, parameters]);
    asked.set(next, { resolve, reject });
    connection.write(`${Buffer.byteLength(text)}:${text}`);
  });
  await ask("WebDriver:NewSession", { strictFileInteractability: false });
  const end = () => {
    connection.destroy();
    child.once("exit", () => fs.rmSync(profile, { recursive: true, force: true }));
    child.kill();
  };
  return { ask, end };
}

/** What the same commands are called over HTTP. @type {Record<string, [string, string]>} */
const HTTP = {
  "WebDriver:Navigate": ["POST", "/url"],
  "WebDriver:Refresh": ["POST", "/refresh"],
  "WebDriver:ExecuteScript": ["POST", "/execute/sync"],
  "WebDriver:ExecuteAsyncScript": ["POST", "/execute/async"],
  "WebDriver:FindElement": ["POST", "/element"],
  "WebDriver:PerformActions": ["POST", "/actions"],
  "WebDriver:SetWindowRect": ["POST", "/window/rect"],
  "WebDriver:SetTimeouts": ["POST", "/timeouts"],
  "WebDriver:TakeScreenshot": ["GET", "/screenshot"],
};

/** WebKit: its driver, which listens for HTTP, on a screen that nobody sees. @returns {Promise<{ ask: Ask, end: () => void }>} */
async function webkit() {
  const browser = there([process.env["WEBKIT"] ?? "MiniBrowser", ...MINI_BROWSER]);
  if (!browser || !there(["WebKitWebDriver"]) || !there(["xvfb-run"])) throw new Error("WebKit is not here");
  const port = await freePort();
  const child = spawn("xvfb-run", ["--auto-servernum", "--server-args=-screen 0 1400x1000x24", "WebKitWebDriver", `--port=${port}`], { stdio: "ignore", detached: true });
  /** @param {string} method @param {string} place @param {unknown} [body] */
  const http = async (method, place, body) => {
    const answer = await fetch(`http://127.0.0.1:${port}${place}`, { method, ...(method === "POST" ? { body: JSON.stringify(body ?? {}), headers: { "content-type": "application/json" } } : {}) });
    const { value } = /** @type {{ value: any }} */ (await answer.json());
    if (!answer.ok) throw new Error(`${value.error}: ${value.message}`);
    return value;
  };
  await until(() => http("GET", "/status"), "WebKit's driver");
  const { sessionId } = await http("POST", "/session", { capabilities: { alwaysMatch: { "webkitgtk:browserOptions": { binary: browser, args: ["--automation"] } } } });
  /** @type {Ask} */
  const ask = (command, parameters = {}) => {
    const element = typeof parameters["id"] === "string" ? `/element/${parameters["id"]}` : null;
    if (element && command === "WebDriver:ElementClick") return http("POST", `/session/${sessionId}${element}/click`);
    if (element && command === "WebDriver:ElementSendKeys") return http("POST", `/session/${sessionId}${element}/value`, { text: parameters["text"] });
    const [method, place] = HTTP[command] ?? [];
    if (!method) throw new Error(`WebKit's driver is not asked for ${command} here`);
    return http(method, `/session/${sessionId}${place}`, parameters);
  };
  const end = () => {
    void http("DELETE", `/session/${sessionId}`).catch(() => {}).then(() => child.pid && process.kill(-child.pid));
  };
  return { ask, end };
}

const KINDS = { firefox, webkit };

/**
 * A browser that is driven. What runs in the page is a function that names nothing from here.
 *
 * @param {keyof typeof KINDS} kind
 */
export async function driven(kind) {
  const { ask, end } = await KINDS[kind]();
  await ask("WebDriver:SetTimeouts", { script: 300_000 });
  /** @param {string} css */
  const find = async (css) => Object.values(await ask("WebDriver:FindElement", { using: "css selector", value: css }))[0];
  /** @template {any[]} A @template T @param {(...args: A) => T | Promise<T>} work @param {A} args @returns {Promise<T>} */
  const run = async (work, ...args) => {
    const script = `const done = arguments[arguments.length - 1]; (async () => (${work})(...[...arguments].slice(0, -1)))().then((value) => done({ value }), (error) => done({ error: String(error?.stack ?? error) }));`;
    const { value, error } = await ask("WebDriver:ExecuteAsyncScript", { script, args });
    if (error) throw new Error(error);
    return value;
  };
  return {
    run,
    end,
    /** @param {string} address */
    open: (address) => ask("WebDriver:Navigate", { url: address }),
    reload: () => ask("WebDriver:Refresh"),
    /** @param {number} width @param {number} height */
    resize: (width, height) => ask("WebDriver:SetWindowRect", { width, height }),
    /** Until a function of the page says yes. @template {any[]} A @param {(...args: A) => unknown} work @param {A} args */
    wait: (work, ...args) => until(() => run(work, ...args), String(work)),
    /** @param {string} css */
    click: async (css) => ask("WebDriver:ElementClick", { id: await find(css) }),
    /** Types into a field, or names a file for one. @param {string} css @param {string} text */
    type: async (css, text) => ask("WebDriver:ElementSendKeys", { id: await find(css), text }),
    /** Presses keys, each for itself. @param {string[]} keys */
    press: (...keys) => ask("WebDriver:PerformActions", { actions: [{ type: "key", id: "keyboard", actions: keys.flatMap((key) => [{ type: "keyDown", value: key }, { type: "keyUp", value: key }]) }] }),
    /** @param {string} file */
    picture: async (file) => fs.writeFileSync(file, Buffer.from(await ask("WebDriver:TakeScreenshot", { full: false }), "base64")),
  };
}

// One script of many modules, made small: esbuild puts them together, terser gives them shorter names than esbuild does.

import * as esbuild from "esbuild";
import { minify } from "terser";
import { shortNames, shortened } from "./keys.js";
import { en } from "./src/messages/en.js";

/** Properties of our own objects that no page around, test, message or document knows: they become letters. */
const OURS = `absence address answerText around becomeStale choose control described exampleDay fails figure fixedDay full gather grouped hasHint hear hush inOtherLanguage keepOnce keeper labelOf lastPerson later listen locked moment notice noting pending persons quiet quietUntil readable readableAt redos refresh reorder resume rowNumber screen speak stageName stale statesOf stop tell timer toTasks told touched trouble twins undos unfiled unsaved untaken voice waits which wording`;
/** For the form, which is one script: two that talk with each other would not agree on the letters. */
export const mangleProps = new RegExp(`^(?:${OURS.replaceAll(" ", "|")})$`);

/** @param {string} entry @param {"iife" | "esm"} format @param {Partial<esbuild.BuildOptions>} [more] @returns {Promise<string>} */
export async function bundle(entry, format, more = {}) {
  const made = await esbuild.build({ entryPoints: [entry], bundle: true, minify: true, format, target: "es2022", charset: "utf8", legalComments: "none", ...more, write: false });
  let text = made.outputFiles[0]?.text ?? "";
  // Twice: what the first time leaves is named anew, and packs better.
  for (const _ of [1, 2]) text = (await minify(text, { ecma: 2020, module: format === "esm", compress: { passes: 3, keep_fargs: false, unsafe_arrows: true, unsafe_methods: true } })).code ?? "";
  return text.trimEnd();
}

/** The form's script without the engine's wrapper, which is what its budget counts. @param {string} entry */
export async function ownScript(entry) {
  const text = await bundle(entry, "iife", { mangleProps, plugins: [{ name: "without the engine", setup(made) {
    made.onResolve({ filter: /^due-regard$/ }, () => ({ path: "engine", namespace: "none" }));
    made.onLoad({ filter: /.*/, namespace: "none" }, () => ({ contents: "export const EngineCrash = 0, Framework = 0, Session = 0, ready = 0, version = 0;" }));
  } }] });
  return shortened(text, shortNames(text, Object.keys(en)));
}

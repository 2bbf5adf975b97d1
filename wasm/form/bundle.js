// One script of many modules, made small: esbuild puts them together, terser gives them shorter names than esbuild does.

import * as esbuild from "esbuild";
import { minify } from "terser";

/** Properties of our own objects that no page around, test, message or document knows: they become letters. */
const OURS = `absence answerText becomeStale described exampleDay figure fixedDay gather grouped hasHint hush inOtherLanguage keepOnce keeper labelOf lastPerson moment notice noting pending persons quiet quietUntil readableAt redos reorder resume rowNumber speak stageName stale statesOf toTasks touched twins undos unfiled unsaved untaken voice wording`;
/** For the form, which is one script: two that talk with each other would not agree on the letters. */
export const mangleProps = new RegExp(`^(?:${OURS.replaceAll(" ", "|")})$`);

/** @param {string} entry @param {"iife" | "esm"} format @param {Partial<esbuild.BuildOptions>} [more] @returns {Promise<string>} */
export async function bundle(entry, format, more = {}) {
  const made = await esbuild.build({ entryPoints: [entry], bundle: true, minify: true, format, target: "es2022", charset: "utf8", legalComments: "none", ...more, write: false });
  const small = await minify(made.outputFiles[0]?.text ?? "", { ecma: 2020, module: format === "esm", compress: { passes: 3, keep_fargs: false, unsafe_arrows: true, unsafe_methods: true } });
  return (small.code ?? "").trimEnd();
}

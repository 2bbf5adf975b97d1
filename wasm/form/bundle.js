// One script of many modules, made small: esbuild puts them together, terser gives them shorter names than esbuild does.

import * as esbuild from "esbuild";
import { minify } from "terser";

/** @param {string} entry @param {"iife" | "esm"} format @param {Partial<esbuild.BuildOptions>} [more] @returns {Promise<string>} */
export async function bundle(entry, format, more = {}) {
  const made = await esbuild.build({ entryPoints: [entry], bundle: true, minify: true, format, target: "es2022", charset: "utf8", legalComments: "none", ...more, write: false });
  const small = await minify(made.outputFiles[0]?.text ?? "", { ecma: 2020, module: format === "esm", compress: { passes: 3 } });
  return (small.code ?? "").trimEnd();
}

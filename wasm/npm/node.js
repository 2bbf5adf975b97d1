// For Node: the module is read from the package, without fetch.
import { readFile } from "node:fs/promises";
import { usually } from "./api.js";

usually(() => readFile(new URL("./due_regard.wasm", import.meta.url)));
export { EngineCrash, Framework, InputError, ListAudit, LoadError, Screener, Session, compiled, ready, readySync, version } from "./api.js";

// For pages and bundlers: the module lies beside this file.
import { usually } from "./api.js";

usually(() => new URL("./due_regard.wasm", import.meta.url));
export { EngineCrash, Framework, InputError, ListAudit, LoadError, Screener, Session, compiled, ready, readySync, version } from "./api.js";

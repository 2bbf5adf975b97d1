/// <reference lib="dom" />
// Lists of delimited text off the page's thread. The worker ends with the job, and its memory with it.
import type { Audit, ListMapping, ListOptions, Progress, ReportFormat } from "./types.js";

export interface AuditListOptions extends ListOptions {
  onProgress?: (progress: Progress) => void;
  signal?: AbortSignal;
  /** Frameworks that this one extends, by what is written at `extends:`. */
  bases?: { [name: string]: string };
  /**
   * A worker made otherwise, that runs `due-regard/worker-thread.js`: where a bundler does not follow `new URL("./worker-thread.js", import.meta.url)` (in Vite
   * `import Thread from "due-regard/worker-thread.js?worker"`, then `worker: new Thread()`), or where a page's policy wants it from an address of its own. It serves one list.
   */
  worker?: Worker;
}

/** How a list would be read, with a reason for each column. */
export function mapList(framework: string, list: Blob | Uint8Array, options?: AuditListOptions): Promise<ListMapping>;
/** @throws {LoadError | InputError | EngineCrash}; an `AbortError` when cancelled. */
export function auditList(framework: string, list: Blob | Uint8Array, options?: AuditListOptions): Promise<ListResult>;

export interface ListResult {
  audit: Audit;
  /** A report of the same audit; made in the worker, which stays until `close`. Several may be asked for at once. */
  report(format: ReportFormat): Promise<string>;
  /** Ends the worker; reports that are not there yet are rejected with an `AbortError`, and so are later ones. */
  close(): void;
}

/// <reference lib="dom" />
// Lists of delimited text off the page's thread. The worker ends with the job, and its memory with it.
import type { Audit, ListMapping, ListOptions, Progress, ReportFormat } from "./types.js";

export interface AuditListOptions extends ListOptions {
  onProgress?: (progress: Progress) => void;
  signal?: AbortSignal;
  /** Frameworks that this one extends, by what is written at `extends:`. */
  bases?: { [name: string]: string };
  /** A worker made otherwise, for pages whose policy wants it so (`new Worker(new URL("due-regard/worker.js", import.meta.url), {type: "module"})`). */
  worker?: Worker;
}

/** How a list would be read, with a reason for each column. */
export function mapList(framework: string, list: Blob | Uint8Array, options?: AuditListOptions): Promise<ListMapping>;
/** @throws {LoadError | InputError | EngineCrash}; an `AbortError` when cancelled. */
export function auditList(framework: string, list: Blob | Uint8Array, options?: AuditListOptions): Promise<ListResult>;

export interface ListResult {
  audit: Audit;
  /** A report of the same audit; made in the worker, which stays until `close`. */
  report(format: ReportFormat): Promise<string>;
  close(): void;
}

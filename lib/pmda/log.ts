/**
 * Log lines in PCP's format. See pmNotifyErr(3).
 *
 * @module
 */

import type { DebugOption } from "./debug.ts";

/** Where a log goes, and what it tells. */
export interface LogOptions {
  /** The name of the program. */
  readonly progname: string;
  /** The kinds of debug output that are on; none by default. */
  readonly debug?: ReadonlySet<DebugOption>;
  /** Takes text, whole lines; stderr by default. */
  readonly write?: (text: string) => void;
  /** The process id that stands in the lines; this process's by default. */
  readonly pid?: number;
  /** The clock; the system's by default. */
  readonly now?: () => Date;
}

/**
 * A log. Writing to it never fails: an agent has to answer, whether or not
 * there is room for a log.
 *
 * @example
 * ```ts
 * import { Log } from "@pmdaetcd/pmda";
 * import { assertEquals } from "@std/assert";
 *
 * const lines: string[] = [];
 * const log = new Log({
 *   progname: "pmdaetcd",
 *   pid: 4711,
 *   now: () => new Date(2026, 0, 2, 3, 4, 5),
 *   write: (text) => lines.push(text),
 * });
 * log.warning("etcd is gone");
 * log.debug("fetch", () => "not shown: fetch is not among its kinds");
 * assertEquals(lines, [
 *   "[Fri Jan  2 03:04:05] pmdaetcd(4711) Warning: etcd is gone\n",
 * ]);
 * ```
 */
export class Log {
  readonly #progname: string;
  #debug: ReadonlySet<DebugOption>;
  readonly #write: (text: string) => void;
  readonly #pid: number;
  readonly #now: () => Date;

  /** Makes a log. */
  constructor(options: LogOptions) {
    this.#progname = options.progname;
    this.#debug = options.debug ?? new Set();
    this.#write = options.write ?? writeStderr;
    this.#pid = options.pid ?? Deno.pid;
    this.#now = options.now ?? (() => new Date());
  }

  /** Something failed. */
  error(message: string): void {
    this.#line("Error", message);
  }

  /** Something needs attention. */
  warning(message: string): void {
    this.#line("Warning", message);
  }

  /** Something worth knowing. */
  info(message: string): void {
    this.#line("Info", message);
  }

  /**
   * Debug output, where it is on.
   *
   * @param message Makes the text, of one line or of several; only called
   * where it is on.
   */
  debug(option: DebugOption, message: () => string | string[]): void {
    if (this.#debug.has(option)) this.#line("Debug", message());
  }

  /** Whether a kind of debug output is on. */
  debugs(option: DebugOption): boolean {
    return this.#debug.has(option);
  }

  /** Changes what there is debug output of. */
  setDebug(options: ReadonlySet<DebugOption>): void {
    this.#debug = options;
  }

  /** The lines at a log's beginning. */
  started(host: string): void {
    this.#text(
      `Log for ${this.#progname} on ${host} started ${ctime(this.#now())}\n\n`,
    );
  }

  /** The line at a log's end. */
  finished(): void {
    this.#text(`\nLog finished ${ctime(this.#now())}\n`);
  }

  #line(level: string, message: string | string[]): void {
    const time = ctime(this.#now()).slice(0, 19);
    const lines = [message].flat().map(printable).join("\n");
    this.#text(
      `[${time}] ${this.#progname}(${this.#pid}) ${level}: ${lines}\n`,
    );
  }

  #text(text: string): void {
    try {
      this.#write(text);
    } catch {
      // No room or no reader for the log: answering pmcd matters more.
    }
  }
}

/** Text from elsewhere must not end a line of the log, nor make up another. */
function printable(text: string): string {
  return text.replace(
    /\p{Cc}/gu,
    (control) => `\\x${control.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}

const encoder = new TextEncoder();

function writeStderr(text: string): void {
  const bytes = encoder.encode(text);
  for (let at = 0; at < bytes.length;) {
    at += Deno.stderr.writeSync(bytes.subarray(at));
  }
}

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = [
  "Jan",
  "Feb",
  "Mar",
  "Apr",
  "May",
  "Jun",
  "Jul",
  "Aug",
  "Sep",
  "Oct",
  "Nov",
  "Dec",
];

/** A local time as ctime(3) writes it, without the line's end. */
function ctime(time: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${DAYS[time.getDay()]} ${MONTHS[time.getMonth()]} ` +
    `${String(time.getDate()).padStart(2)} ` +
    `${two(time.getHours())}:${two(time.getMinutes())}:${
      two(time.getSeconds())
    } ` +
    `${time.getFullYear()}`;
}

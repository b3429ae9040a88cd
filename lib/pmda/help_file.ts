/**
 * Help files in PCP's source format, what newhelp(1) compiles for agents in C.
 *
 * @module
 */

import { errorText } from "../pcp/mod.ts";
import type { Log } from "./log.ts";

/** The help of a metric or an instance domain. */
export interface HelpEntry {
  /** One line. */
  readonly oneline: string;
  /** The full text; empty where there is none. */
  readonly help: string;
}

/**
 * A help file. An entry begins with a line of an at sign, a name and the
 * one-line text; the full text is on the lines that follow. The name is that
 * of a metric, or for an instance domain its agent, a dot and its serial, with
 * the agent's number or its name in capitals. Lines that begin with a number
 * sign are left out. Of two entries with one name the first counts.
 *
 * @example
 * ```ts
 * import { HelpFile } from "@pmdaetcd/pmda";
 * import { assertEquals } from "@std/assert";
 *
 * const help = HelpFile.parse(`# etcd's help
 * @ ETCD.0 operations of the store
 * @ etcd.state raft state of this member
 * StateLeader or StateFollower.
 * `);
 * assertEquals(help.metric("etcd.state"), {
 *   oneline: "raft state of this member",
 *   help: "StateLeader or StateFollower.",
 * });
 * assertEquals(help.indom(0)?.oneline, "operations of the store");
 * assertEquals(help.indom(1), undefined);
 * ```
 */
export class HelpFile {
  readonly #entries: ReadonlyMap<string, HelpEntry>;

  private constructor(entries: ReadonlyMap<string, HelpEntry>) {
    this.#entries = entries;
  }

  /**
   * Parses the text of a help file. Never fails: what belongs to no entry is
   * left out.
   *
   * @param text The text.
   * @returns The help file.
   */
  static parse(text: string): HelpFile {
    const lines = text.split("\n").filter((line) => !line.startsWith("#"));
    const entries = new Map<string, HelpEntry>();
    let start = lines.findIndex(isEntry);
    while (start >= 0 && start < lines.length) {
      const next = lines.findIndex((line, i) => i > start && isEntry(line));
      const end = next < 0 ? lines.length : next;
      const [, name, oneline] = /^@\s*(\S+)\s*(.*)$/.exec(lines[start]) ?? [];
      const key = name === undefined ? "" : keyOf(name);
      if (key !== "" && !entries.has(key)) {
        const help = lines.slice(start + 1, end).join("\n").replace(/\n+$/, "");
        entries.set(key, { oneline, help });
      }
      start = end;
    }
    return new HelpFile(entries);
  }

  /**
   * Reads a help file. One that can't be read has no entries, which the log
   * tells.
   *
   * @param path The file.
   * @param log The agent's log.
   * @returns The help file.
   */
  static read(path: string, log: Log): HelpFile {
    try {
      return HelpFile.parse(Deno.readTextFileSync(path));
    } catch (error) {
      const reason = errorText(error);
      log.warning(`help file ${path}: ${reason}; there is no help`);
      return new HelpFile(new Map());
    }
  }

  /**
   * The help of a metric.
   *
   * @param name The metric's full name.
   * @returns Its help, undefined where the file has none.
   */
  metric(name: string): HelpEntry | undefined {
    return this.#entries.get(name);
  }

  /**
   * The help of an instance domain.
   *
   * @param serial The instance domain's number within its agent.
   * @returns Its help, undefined where the file has none.
   */
  indom(serial: number): HelpEntry | undefined {
    return this.#entries.get(String(serial));
  }
}

function isEntry(line: string): boolean {
  return line.startsWith("@");
}

/** A metric's name, or an instance domain's serial. */
function keyOf(name: string): string {
  return /^[A-Z0-9_]+\.([0-9]+)$/.exec(name)?.[1] ?? name;
}

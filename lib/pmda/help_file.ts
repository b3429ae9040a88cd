/**
 * Help files in PCP's source format, what newhelp(1) compiles for agents in C.
 *
 * @module
 */

import {
  errorText,
  PM_INDOM_SERIAL_MAX,
  type PmID,
  pmIDStr,
  type PmInDom,
  pmInDomStr,
} from "../pcp/mod.ts";
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
 * of a metric, or its pmID, or for an instance domain its agent, a dot and its
 * serial, with the agent's number or its name in capitals. Lines that begin with a number
 * sign are left out. Of two entries with one name the first counts.
 *
 * @example
 * ```ts
 * import { pmInDomBuild } from "@pmdaetcd/pcp";
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
 * const indom = pmInDomBuild(400, 0);
 * assertEquals(help.indom("etcd", indom)?.oneline, "operations of the store");
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
   */
  static parse(text: string): HelpFile {
    const entries = new Map<string, HelpEntry>();
    let head: string | undefined;
    let lines: string[] = [];
    const finish = () => {
      const [, name, oneline] = /^@\s*(\S+)\s*(.*)$/.exec(head ?? "") ?? [];
      if (name === undefined || entries.has(name)) return;
      const help = lines.join("\n").replace(/\n+$/, "");
      entries.set(name, { oneline, help });
    };
    for (const line of text.split("\n")) {
      if (line.startsWith("#")) continue;
      if (line.startsWith("@")) {
        finish();
        head = line;
        lines = [];
      } else {
        lines.push(line);
      }
    }
    finish();
    return new HelpFile(entries);
  }

  /**
   * Reads a help file. One that can't be read has no entries, which the log
   * tells.
   */
  static read(path: string, log: Log): HelpFile {
    try {
      return HelpFile.parse(Deno.readTextFileSync(path));
    } catch (error) {
      const reason = errorText(error);
      log.warning(`help file ${path}: ${reason}; metrics have no help texts`);
      return new HelpFile(new Map());
    }
  }

  /**
   * The help of a metric.
   *
   * @param pmid Its pmID, which may stand in place of the name.
   */
  metric(name: string, pmid?: PmID): HelpEntry | undefined {
    return this.#entries.get(name) ??
      (pmid === undefined ? undefined : this.#entries.get(pmIDStr(pmid)));
  }

  /** The help of an instance domain. */
  indom(agent: string, indom: PmInDom): HelpEntry | undefined {
    const serial = indom & PM_INDOM_SERIAL_MAX;
    return this.#entries.get(`${agent.toUpperCase()}.${serial}`) ??
      this.#entries.get(pmInDomStr(indom));
  }
}

/**
 * The names of the members that labels at /metrics know by their ids.
 *
 * @module
 */

import type { Exposition, Line, Series } from "../exposition/mod.ts";

/** The labels that hold the id of another member. */
const ID_LABELS: ReadonlySet<string> = new Set(["To", "From"]);
const ID = /(?:^|,)\s*(?:To|From)="([0-9a-f]+)"/;
/** Messages that only keep a connection alive count under this id. */
const NOBODY = "0";
/** Milliseconds for which a member list that was unavailable is not asked for again. */
const RETRY_INTERVAL = 60_000;

/** A member as labels and instances name it. */
export interface NamedMember {
  readonly id: string;
  readonly name: string;
  /** Its name in names of instances: unique and without spaces. */
  readonly word: string;
}

/** The members, as the last member list has named them. */
export class MemberNames {
  readonly #now: () => number;
  #members: ReadonlyMap<string, NamedMember> = new Map();
  /** The ids at /metrics, and the lines that have them. */
  #ids: readonly string[] = [];
  #lines: readonly Line[] = [];
  /** The ids that the last member list did not have: members that were removed. */
  #unlisted: ReadonlySet<string> = new Set();
  /** When to ask again for a member list that was unavailable. */
  #retryAt = -Infinity;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** The members that have names; another map whenever one of them has changed. */
  get members(): ReadonlyMap<string, NamedMember> {
    return this.#members;
  }

  /** The member that a label names. */
  of(label: string, value: string): NamedMember | undefined {
    return ID_LABELS.has(label) ? this.#members.get(value) : undefined;
  }

  /**
   * Whether an etcd exports ids that a member list may have names for. For a
   * minute after one was unavailable it says no: names should not make every
   * fetch of /metrics wait.
   */
  lacks({ lines, series }: Exposition): boolean {
    if (lines !== this.#lines || lines.length === 0) {
      this.#ids = idsIn(series);
      this.#lines = lines;
    }
    return this.#now() >= this.#retryAt &&
      this.#ids.some((id) => !this.#members.has(id) && !this.#unlisted.has(id));
  }

  /** Takes note that the member list is unavailable. */
  listUnavailable(): void {
    this.#retryAt = this.#now() + RETRY_INTERVAL;
  }

  /**
   * Takes over a member list: names by ids, empty ones of members that have
   * none yet.
   */
  update(names: ReadonlyMap<string, string>): void {
    this.#retryAt = -Infinity;
    this.#unlisted = new Set(this.#ids.filter((id) => !names.has(id)));
    const members = named(names);
    const same = members.size === this.#members.size &&
      [...members.values()].every(({ id, name, word }) => {
        const known = this.#members.get(id);
        return known?.name === name && known.word === word;
      });
    if (!same) this.#members = members;
  }
}

function idsIn(series: Exposition["series"]): string[] {
  const ids = new Set<string>();
  for (const labels of keysOf(series.values())) {
    const id = ID.exec(labels)?.[1];
    if (id !== undefined && id !== NOBODY) ids.add(id);
  }
  return [...ids];
}

function* keysOf(all: Iterable<Series>): Generator<string> {
  for (const series of all) yield* series.keys();
}

/** The members with names; if two names are the same, the word is the id. */
function named(
  names: ReadonlyMap<string, string>,
): ReadonlyMap<string, NamedMember> {
  const wordOf = (name: string) => name.replace(/[\s\p{Cc}]+/gu, "_");
  const taken = new Map<string, number>([[NOBODY, 1]]);
  for (const word of [...Array.from(names.values(), wordOf), ...names.keys()]) {
    taken.set(word, (taken.get(word) ?? 0) + 1);
  }
  const members = new Map<string, NamedMember>();
  for (const [id, name] of names) {
    if (name === "" || !name.isWellFormed()) continue;
    const word = wordOf(name);
    members.set(id, { id, name, word: taken.get(word) === 1 ? word : id });
  }
  return members;
}

/**
 * The list of published metrics, `tests/fixtures/pmids.txt`: a line for each
 * metric in the order of pmIDs, and behind it what it was before, each line of
 * that beginning with "was".
 *
 * @module
 */

const WAS = "was ";

/** A published metric has another name, type, semantics or units, or is gone. */
export class PublishedMetricError extends Error {
  /** The class's name. */
  override readonly name = "PublishedMetricError";

  /** Lists the published lines that do not match any metric now. */
  constructor(lines: readonly string[]) {
    super(
      `published metrics have changed:\n${lines.join("\n")}\n` +
        "If that is intended, say so in CHANGELOG.md and run: " +
        "deno task docs --changed",
    );
  }
}

/** The lines of a list that no metric has: changes that nobody has declared. */
export function undeclaredChanges(
  list: string,
  metrics: readonly string[],
): string[] {
  const known = new Set(metrics);
  return current(list).filter((line) => !known.has(line));
}

/**
 * The list brought up to date.
 *
 * @throws {PublishedMetricError} Where a metric has changed and changes are
 * not allowed, or where one is gone.
 */
export function updateList(
  list: string,
  metrics: readonly string[],
  allowsChanges: boolean,
): string {
  const changed = undeclaredChanges(list, metrics);
  const pmids = new Set(metrics.map(pmidOf));
  const refused = allowsChanges
    ? changed.filter((line) => !pmids.has(pmidOf(line)))
    : changed;
  if (refused.length > 0) throw new PublishedMetricError(refused);
  const former = Map.groupBy(
    [...history(list), ...changed.map((line) => WAS + line)],
    (line) => pmidOf(line.slice(WAS.length)),
  );
  return metrics.flatMap((line) => [line, ...former.get(pmidOf(line)) ?? []])
    .map((line) => `${line}\n`).join("");
}

/** What the metrics are now, by the list. */
function current(list: string): string[] {
  return list.split("\n")
    .filter((line) => line !== "" && !line.startsWith(WAS));
}

function history(list: string): string[] {
  return list.split("\n").filter((line) => line.startsWith(WAS));
}

function pmidOf(line: string): string {
  return line.split(" ", 1)[0];
}

/**
 * Names of metrics in texts.
 *
 * @module
 */

import type { Agent } from "../../lib/pmda/testing.ts";

/** Files and hosts whose names begin as those of metrics do. */
const OTHER_NAMES = /^(?:etcd\.(?:conf|io|log|service)|agent\.ts)$/;

/** The names of metrics in a text that do not exist, nor anything below them. */
export function unknownNames(pmda: Agent, text: string): string[] {
  const names = text.match(
    /(?<![\w/.-])(?:etcd|agent)(?:\.[a-z][a-z0-9_]*)+(?![\w/-])/g,
  ) ?? [];
  const known = pmda.metrics.map(({ name }) => name);
  return names.filter((name) =>
    !OTHER_NAMES.test(name) &&
    !known.some((metric) => metric === name || metric.startsWith(`${name}.`))
  );
}

/**
 * Instances that are known by a key, whatever their names are.
 *
 * @module
 */

import type { InstanceCache } from "../pmda/mod.ts";

/** An instance that there is at the moment. */
export interface KeyedInstance<Private> {
  /** What it is known by. Its number is made of this alone. */
  readonly key: string;
  /** Its name, without spaces. */
  readonly name: string;
  /** What to keep with it. */
  readonly value: Private;
}

const encoder = new TextEncoder();

/**
 * Makes exactly these instances active. One whose name has changed keeps its
 * number under the new one. One whose name was another's before, of a member
 * that was removed and added again for example, has a number of its own.
 */
export function replaceKeyed<Private>(
  cache: InstanceCache<Private>,
  instances: readonly KeyedInstance<Private>[],
  onChange: () => void = () => {},
): ReadonlyMap<number, Private> {
  const changed = instances.some(({ key, value }) =>
    JSON.stringify(cache.lookupKey(key)?.private) !== JSON.stringify(value)
  );
  if (changed) onChange();
  for (const { key, name } of instances) {
    const known = cache.lookupKey(key);
    const other = cache.lookupName(name);
    if (known === other) continue;
    if (known !== undefined) cache.cull(known.name);
    if (other !== undefined) cache.cull(other.name);
  }
  const names = new Set(instances.map(({ name }) => name));
  for (const { name } of cache.instances) {
    if (!names.has(name)) cache.hide(name);
  }
  return new Map(instances.map(({ key, name, value }) => [
    cache.storeKey(name, encoder.encode(key), value),
    value,
  ]));
}

/**
 * Instance caches for tests, and an agent with one.
 *
 * @module
 */

import { pmIDBuild, pmInDomBuild } from "../../lib/pcp/mod.ts";
import { cluster, InstanceCache, Pmda } from "../../lib/pmda/mod.ts";
import { CacheSaver } from "../../lib/pmda/_cache_saver.ts";

/** A cache with a clock that stands still, in seconds. */
export function newCache(...names: string[]) {
  const clock = { seconds: 1_700_000_000 };
  const cache = new InstanceCache<number | string>({
    serial: 7,
    oneline: "",
    now: () => new Date(1000 * clock.seconds),
  });
  for (const name of names) cache.store(name, name.length);
  return { cache, clock, saver: new CacheSaver(cache) };
}

/** The active instances, `inst=name`. */
export const active = (cache: InstanceCache<number | string>) =>
  cache.instances.map(({ inst, name }) => `${inst}=${name}`);

/** How many there are, how many of them are active and inactive. */
export const counts = (cache: InstanceCache<number | string>) => [
  cache.size,
  cache.instances.length,
  cache.entries.filter(({ active }) => !active).length,
];

export const DISK = pmIDBuild(253, 0, 0);
export const DISKS = pmInDomBuild(253, 7);

/** An agent with a dynamic instance domain. */
export function diskPmda(
  cache: InstanceCache<number>,
  refresh = () => {},
): Pmda {
  return new Pmda({
    name: "disk",
    domain: 253,
    clusters: [cluster({
      cluster: 0,
      from: refresh,
      metrics: [{
        name: "size",
        item: 0,
        type: "U32",
        indom: cache,
        sem: "instant",
        oneline: "the size",
        value: (_, { inst }) => cache.lookup(inst)?.private,
      }],
    })],
  });
}

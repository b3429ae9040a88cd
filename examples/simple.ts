/**
 * PCP's simple agent: a counter and colours that clients may store into, the
 * processor time of the agent, and the time of day, whose instances stand in
 * simple.conf and change with it. It has the names, pmIDs, descriptors,
 * instance domains, help, labels and stores of pmdasimple(1) and can take its
 * place.
 *
 * @module
 */

import { join } from "@std/path";
import { PDU_FETCH, PDU_INSTANCE_REQ } from "../lib/pcp/mod.ts";
import {
  type ClusterDefinition,
  HelpFile,
  InstanceCache,
  InstanceDomain,
  type Log,
  PM_ERR_BADSTORE,
  PmError,
  pmGetConfig,
  run,
} from "../lib/pmda/mod.ts";

/**
 * Node's global, of which Deno has all. Its import would bring Node's types
 * into every executable.
 */
declare const process: {
  /** Processor time that the process has used, in microseconds. */
  cpuUsage(): { user: number; system: number };
};

const I32_MAX = 0x7fffffff;
const COLOUR_MAX = 255;

/** What clients may store into. */
const stored = {
  numfetch: 0,
  /** The values of red, green and blue, by instance. */
  colours: [0, 100, 200],
};

const COLOUR_INDOM = new InstanceDomain({
  serial: 0,
  labels: [
    { name: "indom_name", value: "color" },
    { name: "model", value: "RGB" },
  ],
  instances: [
    { inst: 0, name: "red" },
    { inst: 1, name: "green" },
    { inst: 2, name: "blue" },
  ],
});

/** What simple.conf may name, and how it comes out of a time. */
const FIELDS = new Map([
  ["sec", (time: Date) => time.getSeconds()],
  ["min", (time: Date) => time.getMinutes()],
  ["hour", (time: Date) => time.getHours()],
]);

const NOW_INDOM = new InstanceCache({
  serial: 1,
  persistent: false,
  labels: [
    { name: "indom_name", value: "time" },
    { name: "unitsystem", value: "SI" },
  ],
  instanceLabels: ({ name }) => [{ name: "units", value: name }],
});

/** What the values come out of. */
interface Samples {
  readonly stored: typeof stored;
  readonly times: { readonly user: number; readonly system: number };
  readonly now: Date;
}

const CLUSTERS: readonly ClusterDefinition<Samples>[] = [
  {
    cluster: 0,
    from: "stored",
    metrics: [
      {
        name: "numfetch",
        item: 0,
        type: "U32",
        sem: "instant",
        value: ({ numfetch }) => numfetch,
        store: (value) => {
          stored.numfetch = value > I32_MAX ? 0 : value;
          if (value > I32_MAX) throw new PmError(PM_ERR_BADSTORE);
        },
      },
      {
        name: "color",
        item: 1,
        type: "32",
        indom: COLOUR_INDOM,
        sem: "instant",
        value: ({ colours }, { inst }) => {
          colours[inst] = (colours[inst] + 1) % (COLOUR_MAX + 1);
          return colours[inst];
        },
        store: (value, { inst }) => {
          const { colours } = stored;
          colours[inst] = Math.min(Math.max(value, 0), COLOUR_MAX);
          if (value !== colours[inst]) throw new PmError(PM_ERR_BADSTORE);
        },
      },
    ],
  },
  {
    cluster: 1,
    from: "times",
    metrics: [
      {
        name: "time.user",
        item: 2,
        type: "DOUBLE",
        sem: "counter",
        units: "sec",
        value: ({ user }) => user,
      },
      {
        name: "time.sys",
        item: 3,
        type: "DOUBLE",
        sem: "counter",
        units: "sec",
        value: ({ system }) => system,
      },
    ],
  },
  {
    cluster: 2,
    from: "now",
    metrics: [{
      name: "now",
      item: 4,
      type: "U32",
      indom: NOW_INDOM,
      sem: "instant",
      value: (time, { name }) => FIELDS.get(name)?.(time),
    }],
  },
];

/** Seconds that this process has run. */
function processTimes(): Samples["times"] {
  const { user, system } = process.cpuUsage();
  return { user: user / 1e6, system: system / 1e6 };
}

/** simple.conf, whose first line names instances, with commas between them. */
class SimpleConf {
  readonly #path: string;
  readonly #log: Log;
  #mtime = 0;
  #failure = "";

  constructor(path: string, log: Log) {
    this.#path = path;
    this.#log = log;
  }

  /** Brings the instance domain up to date where the file has changed. */
  check(): void {
    try {
      const mtime = Deno.statSync(this.#path).mtime?.getTime() ?? 0;
      if (mtime === this.#mtime) return;
      this.#mtime = mtime;
      NOW_INDOM.replace(this.#fields());
      this.#failure = "";
    } catch (error) {
      NOW_INDOM.replace([]);
      const failure = error instanceof Error ? error.message : String(error);
      if (failure !== this.#failure) {
        this.#log.error(`${this.#path}: ${failure}; simple.now has no values`);
      }
      this.#failure = failure;
    }
  }

  #fields(): string[] {
    const [line] = Deno.readTextFileSync(this.#path).split("\n");
    const words = line.split(",").filter((word) => word !== "");
    for (const word of words.filter((word) => !FIELDS.has(word))) {
      this.#log.warning(`ignoring "${word}" in ${this.#path}`);
    }
    return words.filter((word) => FIELDS.has(word));
  }
}

await run(
  { name: "simple", domain: 253, permissions: ["read"] },
  ({ pmda, log }) => {
    const folder = join(pmGetConfig("PCP_PMDAS_DIR"), "simple");
    const conf = new SimpleConf(join(folder, "simple.conf"), log);
    return pmda({
      labels: [{ name: "role", value: "testing" }],
      help: HelpFile.read(join(folder, "help"), log),
      refresh: ({ type }) => {
        if (type === PDU_FETCH) stored.numfetch++;
        if (type === PDU_FETCH || type === PDU_INSTANCE_REQ) conf.check();
      },
      sources: {
        stored: () => stored,
        times: processTimes,
        now: () => new Date(),
      },
      clusters: CLUSTERS,
    });
  },
);

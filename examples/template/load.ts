/**
 * The load agent: load averages of the host, and how much its jobs have
 * written, which their scheduler says in a JSON file.
 *
 * @module
 */

import {
  type AgentDefinition,
  InstanceCache,
  InstanceDomain,
  parseJson,
} from "@pmdaetcd/pmda";

/** A job, as the JSON file has it. */
interface Job {
  readonly id: string;
  readonly name: string;
  /** Bytes; the parser makes a bigint of what a number would round. */
  readonly written: number | bigint;
}

/** What the sources give. */
interface Samples {
  readonly load: readonly number[];
  /** Bytes that each job has written, by the number of its instance. */
  readonly jobs: ReadonlyMap<number, bigint>;
}

/** Spans of time: the same three for ever. */
const MINUTES = new InstanceDomain({
  serial: 0,
  oneline: "spans of time",
  instances: [
    { inst: 0, name: "1 minute" },
    { inst: 1, name: "5 minutes" },
    { inst: 2, name: "15 minutes" },
  ],
});

/** What there is to say of the agent. `jobsFile` has the list of jobs. */
export function loadAgent(jobsFile: string): AgentDefinition<Samples> {
  // Jobs come and go. A number is made of the id, so that it stays the same
  // for a job, whatever its name is, on every host and after a restart.
  const jobs = new InstanceCache<bigint>({ serial: 1, oneline: "jobs" });
  return {
    name: "load",
    domain: 401,
    version: "0.1.0",
    permissions: ["read", "sys"],
    sources: {
      load: () => Deno.loadavg(),
      jobs: async ({ signal }) => {
        const text = await Deno.readTextFile(jobsFile, { signal });
        return jobs.replace(
          jobsOf(text).map(({ id, name, written }) => ({
            key: id,
            name,
            value: BigInt(written),
          })),
        );
      },
    },
    clusters: [
      {
        cluster: 0,
        from: "load",
        metrics: [{
          name: "average",
          item: 0,
          type: "DOUBLE",
          indom: MINUTES,
          sem: "instant",
          oneline: "processes that run or want to",
          help:
            "How many processes ran or waited for a processor or a disk,\n" +
            "on average over a span of time.",
          value: (load, { inst }) => load[inst],
        }],
      },
      {
        cluster: 1,
        from: "jobs",
        metrics: [{
          name: "job.written",
          item: 0,
          type: "U64",
          indom: jobs,
          sem: "counter",
          units: "byte",
          oneline: "bytes that a job has written",
          value: (written, { inst }) => written.get(inst),
        }],
      },
    ],
  };
}

/** The jobs in a JSON text. What is wrong with it ends up in the agent's log. */
function jobsOf(text: string): Job[] {
  const jobs: unknown = parseJson(text);
  if (Array.isArray(jobs) && jobs.every(isJob)) return jobs;
  throw new TypeError(
    "the file of jobs is no list of objects with id, name and written",
  );
}

function isJob(value: unknown): value is Job {
  const job: Partial<Record<keyof Job, unknown>> = Object(value);
  return typeof job.id === "string" && typeof job.name === "string" &&
    (typeof job.written === "number" || typeof job.written === "bigint");
}

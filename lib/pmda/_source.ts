import type { Fetch } from "./_fetch.ts";
import { attempt, whenThere } from "./_when_there.ts";

/** What became of a source in a fetch. */
type Outcome<Sample> =
  | { readonly sample: Sample }
  | { readonly error: unknown; readonly code: number };

/** A source in a fetch. */
interface Run<Sample> {
  outcome?: Outcome<Sample>;
  /** Resolves when there is an outcome; undefined where it was there at once. */
  coming?: void | Promise<void>;
  /** The sources that this one has asked for their samples. */
  readonly asked: Source<unknown>[];
}

/** Where values come from; runs once in each fetch that needs it. */
export class Source<Sample> {
  /** What the log calls it. */
  readonly place: string;
  readonly #get: (fetch: Fetch) => Sample | Promise<Sample>;
  readonly #runs = new WeakMap<Fetch, Run<Sample>>();

  constructor(
    place: string,
    get: (fetch: Fetch) => Sample | Promise<Sample>,
  ) {
    this.place = place;
    this.#get = get;
  }

  /** Runs it unless it has been started. It never rejects. */
  start(fetch: Fetch): void | Promise<void> {
    return this.#run(fetch).coming;
  }

  isStarted(fetch: Fetch): boolean {
    return this.#runs.has(fetch);
  }

  hasFailed(fetch: Fetch): boolean {
    const outcome = this.outcome(fetch);
    return outcome !== undefined && "code" in outcome;
  }

  /** What became of it, undefined while that is open. */
  outcome(fetch: Fetch): Outcome<Sample> | undefined {
    return this.#runs.get(fetch)?.outcome;
  }

  /** Its sample, for another source. */
  ask(fetch: Fetch, asker: Source<unknown>): Promise<Sample> {
    const sample = this.#ask(fetch, asker);
    // Whoever asks need not wait for it.
    sample.catch(() => {});
    return sample;
  }

  async #ask(fetch: Fetch, asker: Source<unknown>): Promise<Sample> {
    if (this.#waitsFor(asker, fetch)) {
      throw new Error(`${asker.place} and ${this.place} wait for each other`);
    }
    asker.#runs.get(fetch)?.asked.push(this);
    if (fetch.isAborted && !this.isStarted(fetch)) throw fetch.signal.reason;
    const run = this.#run(fetch);
    await run.coming;
    const { outcome } = run;
    if (outcome === undefined) throw new Error(`no outcome of ${this.place}`);
    if ("sample" in outcome) return outcome.sample;
    throw outcome.error;
  }

  #waitsFor(other: Source<unknown>, fetch: Fetch): boolean {
    if (other === this) return true;
    const asked = this.#runs.get(fetch)?.asked ?? [];
    return [...asked].some((source) => source.#waitsFor(other, fetch));
  }

  #run(fetch: Fetch): Run<Sample> {
    const known = this.#runs.get(fetch);
    if (known !== undefined) return known;
    const run: Run<Sample> = { asked: [] };
    this.#runs.set(fetch, run);
    const there = (sample: Sample) => {
      run.outcome = { sample };
    };
    const failed = (error: unknown) => {
      run.outcome = { error, code: fetch.codeOf(error, this.place) };
    };
    run.coming = attempt(() => whenThere(this.#get(fetch), there), failed);
    return run;
  }
}

/**
 * What the overview is made of.
 *
 * @module
 */

import {
  type Distribution,
  type Exposition,
  type Histogram,
  readHistograms,
  type Windows,
} from "../exposition/mod.ts";
import { notExported } from "../families/mod.ts";

const NO_LABELS = "";

/** What etcd exports now, for one fetch of a client. */
export class OverviewSample {
  readonly now: Exposition;
  readonly #windows: Windows;
  readonly #histograms = new Map<string, ReadonlyMap<string, Histogram>>();
  readonly #distributions = new Map<string, Distribution | undefined>();

  constructor(now: Exposition, windows: Windows) {
    this.now = now;
    this.#windows = windows;
  }

  /**
   * What a histogram has counted since the client fetched the same metric
   * last. All values of a fetch see the same, and only a metric that is
   * fetched begins a new window: others may be fetched less often.
   *
   * @throws {PmError} PM_ERR_APPVERSION where etcd does not export it.
   */
  distribution(
    metric: string,
    family: string,
    labels = NO_LABELS,
  ): Distribution | undefined {
    const key = `${metric}{${labels}}`;
    if (this.#distributions.has(key)) return this.#distributions.get(key);
    const histogram = this.#read(family).get(labels);
    const distribution = histogram && this.#windows.next(key, histogram);
    this.#distributions.set(key, distribution);
    return distribution;
  }

  #read(family: string): ReadonlyMap<string, Histogram> {
    const known = this.#histograms.get(family);
    if (known !== undefined) return known;
    if (!this.now.series.has(`${family}_count`)) throw notExported(family);
    const histograms = readHistograms(this.now, family);
    this.#histograms.set(family, histograms);
    return histograms;
  }
}

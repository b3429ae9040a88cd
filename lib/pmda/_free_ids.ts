/**
 * Finds the lowest number that is not taken, in O(log n) on average.
 *
 * Numbers below a frontier are taken, or stand in a heap of those that have
 * been given back; the frontier moves up when the heap has none.
 */
export class FreeIds {
  #frontier = 0;
  readonly #heap: number[] = [];
  readonly #inHeap = new Set<number>();

  /** The lowest number that is free. */
  lowest(taken: { has(id: number): boolean }): number {
    while (this.#heap.length > 0) {
      if (!taken.has(this.#heap[0])) return this.#heap[0];
      this.#pop();
    }
    while (taken.has(this.#frontier)) this.#frontier++;
    return this.#frontier;
  }

  /** Gives a number back. */
  free(id: number): void {
    if (id >= this.#frontier || this.#inHeap.has(id)) return;
    this.#inHeap.add(id);
    let at = this.#heap.push(id) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#heap[parent] <= id) break;
      this.#heap[at] = this.#heap[parent];
      at = parent;
    }
    this.#heap[at] = id;
  }

  /** Gives all numbers back. */
  clear(): void {
    this.#frontier = 0;
    this.#heap.length = 0;
    this.#inHeap.clear();
  }

  #pop(): void {
    this.#inHeap.delete(this.#heap[0]);
    const last = this.#heap.pop();
    const size = this.#heap.length;
    if (last === undefined || size === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && this.#heap[child + 1] < this.#heap[child]) {
        child++;
      }
      if (last <= this.#heap[child]) break;
      this.#heap[at] = this.#heap[child];
      at = child;
    }
    this.#heap[at] = last;
  }
}

/**
 * Event queues: keep the records of events until every client has fetched
 * them, within a limit. See pmdaEventNewQueue(3) and pmdaEventNewClient(3).
 *
 * @module
 */

import {
  checkValue,
  EVENT_RECORDS_MAX,
  eventRecordSize,
  PM_TYPES,
  type PmEvent,
  type PmEventRecord,
  type PmEventTimestamp,
  type PmTypeCode,
} from "../pcp/mod.ts";
import type { ClientContext } from "./client_context.ts";
import type { FetchRequest } from "./source.ts";
import { DefinitionError } from "./definition_error.ts";

/** Bytes of a missed record at most. */
const MISSED_RECORD = 24;
const MISSED_MAX = 0x7fffffff;

/** The types of values that are records of events. */
export type EventTypeName = "EVENT" | "HIGHRES_EVENT";

/** What there is to say of a queue. */
export interface EventQueueDefinition<T extends EventTypeName> {
  /** The type of the metrics that have its records as values. */
  readonly type: T;
  /**
   * Bytes that its records may have together, as they are sent: from 24 to
   * 16777183. In memory they take a few times as much, and nothing else is
   * answered while a client gets them: some 50 ms for a megabyte.
   */
  readonly maxmem: number;
  /**
   * Whether it keeps the latest records even when all clients have them and
   * when there is no client, for the first fetch of whoever comes; `false` by
   * default: a client gets what happens after its first fetch.
   */
  readonly active?: boolean;
}

/** A record that is kept. */
interface Entry<T extends EventTypeName> {
  readonly record: PmEventRecord<PmTypeCode<T>>;
  /** Its bytes. */
  readonly size: number;
  /** How many events it stands for. */
  readonly events: number;
  /** How many clients have it as the next one to fetch. */
  readers: number;
}

/** How far a client has got. */
interface Reader<T extends EventTypeName> {
  readonly context: ClientContext;
  /** The number of the next record. */
  next: number;
  /** How many events went through the queue before it. */
  passed: number;
  filter: (event: PmEvent<PmTypeCode<T>>) => boolean;
}

/**
 * Hands records of events out to clients: with each fetch a client gets all
 * that has been appended since its last one, in that order. Where the limit
 * has made the queue drop some of them, a missed record stands in their place,
 * with their number and the time of the last one.
 *
 * A client has the queue from its first fetch until `endClient`. Each costs a
 * few numbers, the records are there once for all.
 *
 * Take the records in a metric's `value`, as the example does, not in a
 * source: that runs for every metric which names it, and the records would be
 * gone when a client fetches another one. All metrics over one queue
 * have the same records in one fetch.
 *
 * @example
 * ```ts
 * import { PM_EVENT_FLAG_POINT, PM_TYPE_STRING, pmIDBuild, PROFILE_ALL } from "@pmdaetcd/pcp";
 * import { EventQueue, type FetchRequest, Pmda } from "@pmdaetcd/pmda";
 * import { assertEquals } from "@std/assert";
 *
 * const queue = new EventQueue({ type: "EVENT", maxmem: 65536 });
 * const pmda = new Pmda({
 *   name: "door",
 *   domain: 400,
 *   endContext: (context) => queue.endClient(context),
 *   sources: { request: (request: FetchRequest) => request },
 *   clusters: [{
 *     cluster: 0,
 *     from: "request",
 *     metrics: [
 *       {
 *         name: "records",
 *         item: 0,
 *         type: "EVENT",
 *         sem: "instant",
 *         oneline: "who came in",
 *         value: (request) => queue.records(request),
 *       },
 *       {
 *         name: "visitor",
 *         item: 1,
 *         type: "STRING",
 *         sem: "instant",
 *         oneline: "name of the visitor, a parameter of the records",
 *         value: () => undefined,
 *       },
 *       {
 *         name: "clients",
 *         item: 2,
 *         type: "U32",
 *         sem: "instant",
 *         oneline: "clients that watch the door",
 *         value: () => queue.clients,
 *       },
 *     ],
 *   }],
 * });
 * const context = { id: 3, attributes: new Map(), profile: PROFILE_ALL };
 * const fetch = () => ({ context, signal: new AbortController().signal });
 * assertEquals(queue.records(fetch()), undefined);
 * const record = {
 *   timestamp: { sec: 1, usec: 0 },
 *   flags: PM_EVENT_FLAG_POINT,
 *   params: [{ pmid: pmIDBuild(400, 0, 1), type: PM_TYPE_STRING, value: "joe" }],
 * } as const;
 * queue.append(record);
 * assertEquals(queue.records(fetch()), [record]);
 * assertEquals(pmda.name, "door");
 * ```
 */
export class EventQueue<T extends EventTypeName> {
  readonly #type: T;
  readonly #maxmem: number;
  readonly #active: boolean;
  /** The records by number, from the first to the one before the next. */
  readonly #entries = new Map<number, Entry<T>>();
  #first = 0;
  #next = 0;
  /** How many events the records before the first stand for. */
  #passed = 0;
  /** How many events all records stand for. */
  #events = 0;
  /** When the last of the events happened that the limit has dropped. */
  #dropped: PmEventTimestamp<PmTypeCode<T>> | undefined;
  /** The clients by their numbers, which pmcd uses again. */
  readonly #readers = new Map<number, Reader<T>>();
  /** How many clients have all records. */
  #waiting = 0;
  /** What has been handed out, as long as the fetch lasts. */
  readonly #handed = new WeakMap<
    AbortSignal,
    { readonly records: readonly PmEventRecord<PmTypeCode<T>>[] | undefined }
  >();
  #count = 0;
  #bytes = 0;
  #memory = 0;

  /**
   * Makes a queue. See pmdaEventNewQueue(3), and pmdaEventNewActiveQueue(3)
   * for an active one.
   *
   * @throws {DefinitionError} Where the limit is out of its range.
   */
  constructor(definition: EventQueueDefinition<T>) {
    const { type, maxmem, active } = definition;
    const most = EVENT_RECORDS_MAX - MISSED_RECORD;
    if (!Number.isInteger(maxmem) || maxmem < MISSED_RECORD || maxmem > most) {
      throw new DefinitionError(
        `maxmem ${maxmem} of an event queue is not within ${MISSED_RECORD} to ${most}`,
      );
    }
    this.#type = type;
    this.#maxmem = maxmem;
    this.#active = active ?? false;
  }

  /** Clients that have the queue. See pmdaEventQueueClients(3). */
  get clients(): number {
    return this.#readers.size;
  }

  /** Records appended so far, kept or not. See pmdaEventQueueCounter(3). */
  get count(): number {
    return this.#count;
  }

  /** Bytes of the records appended so far. See pmdaEventQueueBytes(3). */
  get bytes(): number {
    return this.#bytes;
  }

  /** Bytes of the records that are kept. See pmdaEventQueueMemory(3). */
  get memory(): number {
    return this.#memory;
  }

  /**
   * Appends a record; drops the oldest where the limit asks for it. A record
   * that is larger than the limit is a missed one. An agent that has itself
   * missed events appends a missed record. See pmdaEventQueueAppend(3).
   *
   * @param record The record; not to be changed any more.
   * @throws {PmError} PM_ERR_CONV where it does not fit the queue's type.
   */
  append(record: PmEventRecord<PmTypeCode<T>>): void {
    checkValue(PM_TYPES[this.#type], [record]);
    const size = eventRecordSize(record);
    const events = "missed" in record ? record.missed : 1;
    this.#count++;
    this.#bytes += size;
    if (!this.#active && this.#readers.size === 0) return;
    if (size > this.#maxmem) {
      this.#add({ timestamp: record.timestamp, missed: events });
    } else this.#add(record);
  }

  /**
   * The records that a client has not had yet. See pmdaEventQueueRecords(3).
   *
   * @param request The fetch. Asked again for the same one, it gives the same.
   * @returns The records; undefined where there are none, so that the metric
   * has no value.
   */
  records(
    request: FetchRequest,
  ): readonly PmEventRecord<PmTypeCode<T>>[] | undefined {
    const { context, signal } = request;
    let handed = this.#handed.get(signal);
    if (handed === undefined) {
      const records = this.#take(this.#reader(context));
      handed = { records: records.length === 0 ? undefined : records };
      this.#handed.set(signal, handed);
    }
    return handed.records;
  }

  /**
   * Leaves out the events that a client does not want, from now on; what is
   * missed counts all the same. A client that has not fetched yet has the queue
   * from now on. This is pmdaEventSetFilter() of libpcp_pmda.
   */
  setFilter(
    context: ClientContext,
    filter: (event: PmEvent<PmTypeCode<T>>) => boolean,
  ): void {
    this.#reader(context).filter = filter;
  }

  /**
   * Forgets a client; for `endContext` of the agent. See pmdaEventEndClient(3).
   */
  endClient(context: ClientContext): void {
    const reader = this.#readers.get(context.id);
    if (reader?.context === context) this.#end(reader);
  }

  /** The client, a new one where it has not been here. */
  #reader(context: ClientContext): Reader<T> {
    const known = this.#readers.get(context.id);
    if (known?.context === context) return known;
    if (known !== undefined) this.#end(known);
    const reader: Reader<T> = {
      context,
      next: this.#first,
      passed: this.#passed,
      filter: () => true,
    };
    if (!this.#active) this.#forward(reader);
    this.#readers.set(context.id, reader);
    this.#move(reader, 1);
    return reader;
  }

  #end(reader: Reader<T>): void {
    this.#readers.delete(reader.context.id);
    this.#move(reader, -1);
    this.#release();
  }

  /** What a client has not had. It has it then. */
  #take(reader: Reader<T>): PmEventRecord<PmTypeCode<T>>[] {
    const records: PmEventRecord<PmTypeCode<T>>[] = [];
    const missed = this.#passed - reader.passed;
    if (missed > 0 && this.#dropped !== undefined) {
      records.push({
        timestamp: this.#dropped,
        missed: Math.min(missed, MISSED_MAX),
      });
    }
    for (let i = Math.max(reader.next, this.#first); i < this.#next; i++) {
      const record = this.#entries.get(i)?.record;
      if (record === undefined) continue;
      if ("missed" in record || reader.filter(record)) records.push(record);
    }
    this.#move(reader, -1);
    this.#forward(reader);
    this.#move(reader, 1);
    this.#release();
    return records;
  }

  #forward(reader: Reader<T>): void {
    reader.next = this.#next;
    reader.passed = this.#events;
  }

  /** Counts a client in or out at the record that it fetches next. */
  #move(reader: Reader<T>, by: 1 | -1): void {
    const entry = this.#entries.get(Math.max(reader.next, this.#first));
    if (entry === undefined) this.#waiting += by;
    else entry.readers += by;
  }

  #add(record: PmEventRecord<PmTypeCode<T>>): void {
    const size = eventRecordSize(record);
    while (this.#memory + size > this.#maxmem) {
      this.#dropped = this.#remove() ?? this.#dropped;
    }
    const events = "missed" in record ? record.missed : 1;
    const readers = this.#waiting;
    this.#entries.set(this.#next++, { record, size, events, readers });
    this.#waiting = 0;
    this.#events += events;
    this.#memory += size;
  }

  /** Removes the records that every client has had. */
  #release(): void {
    if (this.#active) return;
    while (this.#entries.get(this.#first)?.readers === 0) this.#remove();
  }

  /** Removes the first record; who had to fetch it goes on with the second. */
  #remove(): PmEventTimestamp<PmTypeCode<T>> | undefined {
    const entry = this.#entries.get(this.#first);
    if (entry === undefined) return undefined;
    this.#entries.delete(this.#first++);
    this.#passed += entry.events;
    this.#memory -= entry.size;
    const second = this.#entries.get(this.#first);
    if (second === undefined) this.#waiting += entry.readers;
    else second.readers += entry.readers;
    return entry.record.timestamp;
  }
}

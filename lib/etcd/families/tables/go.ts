/**
 * The runtime of Go that etcd runs on: cluster 31.
 *
 * A family's place in the list makes its pmIDs: new ones are appended, and
 * none is ever moved or taken out.
 *
 * @module
 */

import type { FamilyGroup } from "../metrics_catalog.ts";

/** The runtime of Go that etcd runs on. */
export const GO_FAMILIES: FamilyGroup = {
  cluster: 31,
  name: "go",
  families: [
    {
      name: "go_gc_duration_seconds",
      type: "summary",
      oneline: "pauses for garbage collection",
      help:
        "How long each garbage collection stopped the program. The quantiles\n" +
        "cover recent collections.",
    },
    {
      name: "go_goroutines",
      type: "gauge",
      oneline: "goroutines that exist",
      help:
        "Each connection and stream of a client has some. If the number grows\n" +
        "without end, there is a leak, or clients never close their connections.",
    },
    {
      name: "go_memstats_alloc_bytes",
      type: "gauge",
      oneline: "memory for objects in use",
      help: "Bytes of objects that have not been collected yet.",
    },
    {
      name: "go_memstats_alloc_bytes_total",
      type: "counter",
      oneline: "memory allocated since the start",
      help:
        "Bytes, including those of objects that are gone. The rate is the\n" +
        "pressure on garbage collection.",
    },
    {
      name: "go_memstats_sys_bytes",
      type: "gauge",
      oneline: "memory obtained from the system",
      help: "All kinds of memory together, in address space.",
    },
    {
      name: "go_memstats_lookups_total",
      type: "counter",
      oneline: "lookups of pointers by the runtime",
      help: "Always 0 in current versions of Go.",
    },
    {
      name: "go_memstats_mallocs_total",
      type: "counter",
      oneline: "objects allocated since the start",
      help: "Objects that are gone are counted, too.",
    },
    {
      name: "go_memstats_frees_total",
      type: "counter",
      oneline: "objects freed since the start",
      help:
        "The difference to etcd.go.memstats_mallocs is the number of live\n" +
        "objects.",
    },
    {
      name: "go_memstats_heap_alloc_bytes",
      type: "gauge",
      oneline: "memory of the heap in use by objects",
      help: "The same as etcd.go.memstats_alloc.",
    },
    {
      name: "go_memstats_heap_sys_bytes",
      type: "gauge",
      oneline: "memory obtained from the system for the heap",
      help: "In address space, including idle and released parts.",
    },
    {
      name: "go_memstats_heap_idle_bytes",
      type: "gauge",
      oneline: "memory of the heap without objects",
      help: "Go can use this memory again, or give it back to the system.",
    },
    {
      name: "go_memstats_heap_inuse_bytes",
      type: "gauge",
      oneline: "memory of the heap's parts that have objects",
      help: "The value is at least the size of the objects themselves.",
    },
    {
      name: "go_memstats_heap_released_bytes_total",
      type: "counter",
      metric: "go.memstats_heap_released_bytes_total",
      oneline: "memory of the heap given back to the system",
      help:
        "The name of etcd.go.memstats_heap_released in etcd 3.1 and 3.2. These\n" +
        "versions declare it a counter, although it may fall.",
    },
    {
      name: "go_memstats_heap_released_bytes",
      type: "gauge",
      oneline: "memory of the heap given back to the system",
      help: "Part of etcd.go.memstats_heap_idle.",
    },
    {
      name: "go_memstats_heap_objects",
      type: "gauge",
      oneline: "objects in the heap",
      help: "Objects that have not been collected yet.",
    },
    {
      name: "go_memstats_stack_inuse_bytes",
      type: "gauge",
      oneline: "memory in use for stacks",
      help: "It grows with the number of goroutines.",
    },
    {
      name: "go_memstats_stack_sys_bytes",
      type: "gauge",
      oneline: "memory obtained from the system for stacks",
      help: "Stacks in use, and the stacks of the system's threads.",
    },
    {
      name: "go_memstats_mspan_inuse_bytes",
      type: "gauge",
      oneline: "memory in use for the heap's spans",
      help: "The runtime's own bookkeeping.",
    },
    {
      name: "go_memstats_mspan_sys_bytes",
      type: "gauge",
      oneline: "memory obtained from the system for the heap's spans",
      help: "The runtime's own bookkeeping.",
    },
    {
      name: "go_memstats_mcache_inuse_bytes",
      type: "gauge",
      oneline: "memory in use for the processors' caches",
      help: "The runtime's own bookkeeping.",
    },
    {
      name: "go_memstats_mcache_sys_bytes",
      type: "gauge",
      oneline: "memory obtained from the system for the processors' caches",
      help: "The runtime's own bookkeeping.",
    },
    {
      name: "go_memstats_buck_hash_sys_bytes",
      type: "gauge",
      oneline: "memory for the profiler's tables",
      help: "The runtime's own bookkeeping.",
    },
    {
      name: "go_memstats_gc_sys_bytes",
      type: "gauge",
      oneline: "memory for the garbage collector's own data",
      help: "The runtime's own bookkeeping.",
    },
    {
      name: "go_memstats_other_sys_bytes",
      type: "gauge",
      oneline: "memory obtained from the system for other purposes",
      help: "The runtime's own bookkeeping.",
    },
    {
      name: "go_memstats_next_gc_bytes",
      type: "gauge",
      oneline: "size of the heap at which the next garbage collection begins",
      help:
        "A collection begins when etcd.go.memstats_heap_alloc reaches this size.",
    },
    {
      name: "go_memstats_last_gc_time_seconds",
      type: "gauge",
      moment: true,
      oneline: "when the last garbage collection ended, in seconds since 1970",
      help: "0 if there has been no collection.",
    },
    {
      name: "go_memstats_gc_cpu_fraction",
      type: "gauge",
      fractional: true,
      oneline:
        "share of the CPU time that garbage collection has taken since the start",
      help:
        "Between 0 and 1; a few hundredths are normal. Only some builds of etcd\n" +
        "3.3 and 3.4 export it.",
    },
    {
      name: "go_info",
      type: "gauge",
      carries: "version",
      oneline: "version of Go that this etcd was built with",
      help: "As etcd.server.go_version. From etcd 3.3 on.",
    },
    {
      name: "go_threads",
      type: "gauge",
      oneline: "threads of the operating system that exist",
      help:
        "The number grows with system calls that block, above all calls to slow\n" +
        "disks.",
    },
    {
      name: "go_gc_gogc_percent",
      type: "gauge",
      oneline:
        "growth of the heap, in percent, that leads to a garbage collection",
      help:
        "Set with the environment variable GOGC, 100 by default. Exported by\n" +
        "builds with recent libraries.",
    },
    {
      name: "go_gc_gomemlimit_bytes",
      type: "gauge",
      oneline: "memory limit of Go's runtime",
      help:
        "Set with the environment variable GOMEMLIMIT. 9223372036854775807 means\n" +
        "no limit; the value is shown rounded.",
    },
    {
      name: "go_sched_gomaxprocs_threads",
      type: "gauge",
      oneline: "threads that may run Go code at the same time",
      help:
        "The number of CPUs, or the limit that GOMAXPROCS or a container sets.",
    },
  ],
};

/**
 * The process of etcd as the operating system sees it: cluster 32.
 *
 * A family's place in the list makes its pmIDs: new ones are appended, and
 * none is ever moved or taken out.
 *
 * @module
 */

import type { FamilyGroup } from "../metrics_catalog.ts";

/** The process of etcd as the operating system sees it. */
export const PROCESS_FAMILIES: FamilyGroup = {
  cluster: 32,
  name: "process",
  families: [
    {
      name: "process_cpu_seconds_total",
      type: "counter",
      oneline: "CPU time that etcd has used",
      help: "User and system time together.",
    },
    {
      name: "process_open_fds",
      type: "gauge",
      oneline: "file descriptors that etcd has open",
      help:
        "Each connection of a client or peer takes one. At etcd.process.max_fds\n" +
        "etcd can neither accept connections nor open files.",
    },
    {
      name: "process_max_fds",
      type: "gauge",
      oneline: "file descriptors that etcd may open",
      help: "The limit of the process (ulimit -n, LimitNOFILE of systemd).",
    },
    {
      name: "process_virtual_memory_bytes",
      type: "gauge",
      oneline: "address space of etcd",
      help:
        "The database file is mapped into it, so it is larger than what is in\n" +
        "memory.",
    },
    {
      name: "process_virtual_memory_max_bytes",
      type: "gauge",
      fractional: true,
      oneline: "address space that etcd may have",
      help:
        "The limit of the process. Without a limit it is the highest 64-bit\n" +
        "number, 1.8e19, or -1 in old versions.",
    },
    {
      name: "process_resident_memory_bytes",
      type: "gauge",
      oneline: "memory of etcd that is resident",
      help:
        "It includes the pages of the database that have been read. If it comes\n" +
        "near the host's memory or the container's limit, etcd may be killed.",
    },
    {
      name: "process_start_time_seconds",
      type: "gauge",
      moment: true,
      oneline: "when etcd was started, in seconds since 1970",
      help: "All counters begin at this time.",
    },
    {
      name: "process_network_receive_bytes_total",
      type: "counter",
      oneline:
        "bytes that came in over the network of etcd's host or container",
      help:
        "From the kernel's counters of the network namespace, which include other\n" +
        "programs on the host. Exported by builds with recent libraries.",
    },
    {
      name: "process_network_transmit_bytes_total",
      type: "counter",
      oneline:
        "bytes that went out over the network of etcd's host or container",
      help:
        "From the kernel's counters of the network namespace, which include other\n" +
        "programs on the host. Exported by builds with recent libraries.",
    },
  ],
};

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
        "Each client's and peer's connection takes one. At etcd.process.max_fds\n" +
        "etcd can't accept connections nor open files.",
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
        "The database's file is mapped into it, so that it is larger than what\n" +
        "is in memory.",
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
        "The pages of the database that have been read are part of it. Where it\n" +
        "comes near to the host's memory or the container's limit, etcd may be\n" +
        "killed.",
    },
    {
      name: "process_start_time_seconds",
      type: "gauge",
      oneline: "when etcd was started, in seconds since 1970",
      help: "All counters begin there.",
    },
    {
      name: "process_network_receive_bytes_total",
      type: "counter",
      oneline:
        "bytes that came in over the network of etcd's host or container",
      help:
        "From the kernel's counters of the network namespace, so that others on\n" +
        "the host are among them. Exported by builds with recent libraries.",
    },
    {
      name: "process_network_transmit_bytes_total",
      type: "counter",
      oneline:
        "bytes that went out over the network of etcd's host or container",
      help:
        "From the kernel's counters of the network namespace, so that others on\n" +
        "the host are among them. Exported by builds with recent libraries.",
    },
  ],
};

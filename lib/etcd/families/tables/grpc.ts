/**
 * Calls through gRPC: the v3 API: cluster 30.
 *
 * A family's place in the list makes its pmIDs: new ones are appended, and
 * none is ever moved or taken out.
 *
 * @module
 */

import type { FamilyGroup } from "../metrics_catalog.ts";

/** Calls through gRPC: the v3 API. */
export const GRPC_FAMILIES: FamilyGroup = {
  cluster: 30,
  name: "grpc",
  families: [
    {
      name: "grpc_server_started_total",
      type: "counter",
      labelled: true,
      oneline: "calls that clients have begun, by service and method",
      help:
        "One instance for each method of each service. The difference to\n" +
        "etcd.grpc.server_handled is what is under way; streams such as Watch\n" +
        "stay open for long. From etcd 3.1 on.",
    },
    {
      name: "grpc_server_handled_total",
      type: "counter",
      labelled: true,
      oneline: "calls that have ended, by service, method and status code",
      help: "OK is success. Unavailable, DeadlineExceeded, Internal and\n" +
        "ResourceExhausted are faults: no leader, too slow, or no space.\n" +
        "Canceled at streams, NotFound and FailedPrecondition come from what\n" +
        "clients ask or from their ending. A rising share of faults among all\n" +
        "calls of a method is what users notice: look at\n" +
        "etcd.server.has_leader, etcd.disk.wal_fsync_duration and alarms. From\n" +
        "etcd 3.1 on; instances appear with the first call in old versions, all\n" +
        "at once in others.",
    },
    {
      name: "grpc_server_msg_received_total",
      type: "counter",
      labelled: true,
      oneline: "messages of clients, by service and method",
      help:
        "Of a stream every message, of other calls one each. From etcd 3.1 on.",
    },
    {
      name: "grpc_server_msg_sent_total",
      type: "counter",
      labelled: true,
      oneline: "messages to clients, by service and method",
      help:
        "Of a stream every message: at Watch the answers with events. From etcd\n" +
        "3.1 on.",
    },
    {
      name: "grpc_server_handling_seconds",
      type: "histogram",
      labelled: true,
      oneline: "time to handle calls, by service and method",
      help:
        "Only where etcd was started with --metrics extensive: it is many\n" +
        "instances. Streams count from their beginning to their end, so only\n" +
        "unary calls tell how fast etcd is. From etcd 3.1 on.",
    },
    {
      name: "grpc_client_started_total",
      type: "counter",
      labelled: true,
      oneline:
        "calls that this process has begun as a client, by service and method",
      help:
        "From the grpc-proxy of etcd 3.1, and what else exports metrics of\n" +
        "gRPC's clients.",
    },
    {
      name: "grpc_client_handled_total",
      type: "counter",
      labelled: true,
      oneline:
        "calls of this process as a client that have ended, by method and status code",
      help: "As etcd.grpc.server_handled, seen from the client's side.",
    },
    {
      name: "grpc_client_msg_received_total",
      type: "counter",
      labelled: true,
      oneline: "messages that this process has received as a client, by method",
      help: "As etcd.grpc.server_msg_sent, seen from the client's side.",
    },
    {
      name: "grpc_client_msg_sent_total",
      type: "counter",
      labelled: true,
      oneline: "messages that this process has sent as a client, by method",
      help: "As etcd.grpc.server_msg_received, seen from the client's side.",
    },
    {
      name: "grpc_client_handling_seconds",
      type: "histogram",
      labelled: true,
      oneline:
        "time of calls of this process as a client, by service and method",
      help: "Only where the client measures it.",
    },
  ],
};

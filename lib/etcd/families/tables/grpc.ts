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
        "etcd.grpc.server_handled is the number of calls that are under way.\n" +
        "Streams such as Watch stay open for long. From etcd 3.1 on.",
    },
    {
      name: "grpc_server_handled_total",
      type: "counter",
      labelled: true,
      oneline: "calls that have ended, by service, method and status code",
      help: "OK is success. Unavailable, DeadlineExceeded, Internal and\n" +
        "ResourceExhausted are faults: no leader, too slow, or no space. Canceled\n" +
        "for streams, NotFound and FailedPrecondition come from the requests of\n" +
        "clients, or from clients that end. Users notice a rising share of faults\n" +
        "among all calls of a method: look at etcd.server.has_leader,\n" +
        "etcd.disk.wal_fsync_duration and alarms. From etcd 3.1 on. In old\n" +
        "versions an instance appears with the first call; in other versions all\n" +
        "appear at once.",
    },
    {
      name: "grpc_server_msg_received_total",
      type: "counter",
      labelled: true,
      oneline: "messages of clients, by service and method",
      help:
        "Every message of a stream counts. Any other call has one message. From\n" +
        "etcd 3.1 on.",
    },
    {
      name: "grpc_server_msg_sent_total",
      type: "counter",
      labelled: true,
      oneline: "messages to clients, by service and method",
      help:
        "Every message of a stream counts. For Watch these are the answers with\n" +
        "events. From etcd 3.1 on.",
    },
    {
      name: "grpc_server_handling_seconds",
      type: "histogram",
      labelled: true,
      oneline: "time to handle calls, by service and method",
      help:
        "Only if etcd was started with --metrics extensive, because there are\n" +
        "many instances. The time of a stream is from its beginning to its end,\n" +
        "so only unary calls tell how fast etcd is. From etcd 3.1 on.",
    },
    {
      name: "grpc_client_started_total",
      type: "counter",
      labelled: true,
      oneline:
        "calls that this process has begun as a client, by service and method",
      help:
        "Exported by the grpc-proxy of etcd 3.1, and by other programs that\n" +
        "export metrics of gRPC clients.",
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
      help: "Only if the client measures it.",
    },
  ],
};

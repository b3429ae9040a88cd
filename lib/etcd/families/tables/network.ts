/**
 * What goes between this member, its peers and its clients: cluster 12.
 *
 * A family's place in the list makes its pmIDs: new ones are appended, and
 * none is ever moved or taken out.
 *
 * @module
 */

import type { FamilyGroup } from "../metrics_catalog.ts";

/** What goes between this member, its peers and its clients. */
export const NETWORK_FAMILIES: FamilyGroup = {
  cluster: 12,
  name: "network",
  families: [
    {
      name: "etcd_network_client_grpc_sent_bytes_total",
      type: "counter",
      oneline: "bytes sent to clients through gRPC",
      help:
        "The contents of answers, without the headers of lower protocols. A\n" +
        "sudden rise comes from clients that read large ranges or watch many\n" +
        "keys.",
    },
    {
      name: "etcd_network_client_grpc_received_bytes_total",
      type: "counter",
      oneline: "bytes received from clients through gRPC",
      help: "The contents of requests, without the headers of lower protocols.",
    },
    {
      name: "etcd_network_peer_sent_bytes_total",
      type: "counter",
      labelled: true,
      oneline: "bytes sent to each of the other members",
      help:
        "Raft messages, with an instance for each receiving member. The leader\n" +
        "sends every change to each follower.",
    },
    {
      name: "etcd_network_peer_received_bytes_total",
      type: "counter",
      labelled: true,
      oneline: "bytes received from each of the other members",
      help:
        "Raft messages, with an instance for each sending member. Messages that\n" +
        "only keep a connection alive count under the id 0. A follower that\n" +
        "receives nothing is cut off from its leader.",
    },
    {
      name: "etcd_network_peer_round_trip_time_seconds",
      type: "histogram",
      labelled: true,
      oneline: "time that a message to another member and back takes",
      help:
        "etcd measures it with probes that it sends to each peer, not with raft\n" +
        "messages. The heartbeat interval should be about as long as this time,\n" +
        "and the election timeout ten times as long. Values near the heartbeat\n" +
        "interval lead to needless elections.",
    },
    {
      name: "etcd_network_peer_sent_failures_total",
      type: "counter",
      labelled: true,
      oneline: "messages to other members that could not be sent",
      help:
        "Each receiving member has an instance. The number grows while that\n" +
        "member is down or can't be reached, and while messages come faster than\n" +
        "the connection takes them.",
    },
    {
      name: "etcd_network_peer_received_failures_total",
      type: "counter",
      labelled: true,
      oneline: "messages of other members that could not be received",
      help:
        "Each sending member has an instance. Its name is the member's address if\n" +
        "the id is unknown. The connection broke, or the contents could not be\n" +
        "read.",
    },
    {
      name: "etcd_network_active_peers",
      type: "gauge",
      flag: true,
      labelled: true,
      oneline:
        "whether the connection to each of the other members is alive, 1 or 0",
      help:
        "One instance for each pair of this member (Local) and another member\n" +
        "(Remote): 1 while they are in touch, 0 after the connection was lost. A\n" +
        "majority of members must be in touch with the leader. From etcd 3.4 on.",
    },
    {
      name: "etcd_network_disconnected_peers_total",
      type: "counter",
      labelled: true,
      oneline: "how often the connection to each of the other members was lost",
      help:
        "One instance for each pair of this member (Local) and another member\n" +
        "(Remote), from the first loss on. Each restart of the other member\n" +
        "causes one loss. More losses are a fault of the network, or the peer is\n" +
        "overloaded. From etcd 3.4 on.",
    },
    {
      name: "etcd_network_known_peers",
      type: "gauge",
      flag: true,
      labelled: true,
      oneline: "members that this member knows, including itself",
      help:
        "One instance with the value 1 for each member of the cluster (Remote)\n" +
        "that this member (Local) knows. The value is 0 after that member was\n" +
        "removed. Together with etcd.network.active_peers it shows which member\n" +
        "is missing. From etcd 3.6 on.",
    },
    {
      name: "etcd_network_server_stream_failures_total",
      type: "counter",
      labelled: true,
      oneline: "streams to clients that broke, by direction and API",
      help:
        "Watches and keepalives of leases that ended with an error. A client that\n" +
        "goes away is not an error. The number grows with network faults between\n" +
        "clients and this member. From etcd 3.4 on.",
    },
    {
      name: "etcd_network_snapshot_send_success",
      type: "counter",
      labelled: true,
      oneline: "snapshots that were sent to each of the other members",
      help:
        "Each receiving member has an instance. That member was new, or too far\n" +
        "behind for the log. From etcd 3.1.20, 3.2.25, 3.3.10 and 3.4 on.",
    },
    {
      name: "etcd_network_snapshot_send_failures",
      type: "counter",
      labelled: true,
      oneline: "snapshots that could not be sent to each of the other members",
      help:
        "Each receiving member has an instance. A member that needs a snapshot\n" +
        "and never gets one can't take part in the cluster. Look at its log, at\n" +
        "the space on its disk, and at the network. From etcd 3.1.20, 3.2.25,\n" +
        "3.3.10 and 3.4 on.",
    },
    {
      name: "etcd_network_snapshot_send_inflights_total",
      type: "gauge",
      labelled: true,
      oneline: "snapshots that are being sent to each of the other members",
      help:
        "Each receiving member has an instance. From etcd 3.3.14 and 3.4 on.",
    },
    {
      name: "etcd_network_snapshot_send_total_duration_seconds",
      type: "histogram",
      labelled: true,
      oneline: "time to send a snapshot to each of the other members",
      help:
        "For each receiving member, the time until it has the snapshot. The time\n" +
        "grows with the size of the database. From etcd 3.1.20, 3.2.25, 3.3.10\n" +
        "and 3.4 on.",
    },
    {
      name: "etcd_network_snapshot_receive_success",
      type: "counter",
      labelled: true,
      oneline: "snapshots that were received from each of the other members",
      help:
        "Each sending member has an instance. If the number grows often, this\n" +
        "member falls behind again and again. From etcd 3.1.20, 3.2.25, 3.3.10\n" +
        "and 3.4 on.",
    },
    {
      name: "etcd_network_snapshot_receive_failures",
      type: "counter",
      labelled: true,
      oneline:
        "snapshots that could not be received from each of the other members",
      help:
        "Each sending member has an instance. Look at the space on this member's\n" +
        "disk, and for network faults. From etcd 3.1.20, 3.2.25, 3.3.10 and 3.4\n" +
        "on.",
    },
    {
      name: "etcd_network_snapshot_receive_inflights_total",
      type: "gauge",
      labelled: true,
      oneline:
        "snapshots that are being received from each of the other members",
      help: "Each sending member has an instance. From etcd 3.3.14 and 3.4 on.",
    },
    {
      name: "etcd_network_snapshot_receive_total_duration_seconds",
      type: "histogram",
      labelled: true,
      oneline: "time to receive a snapshot from each of the other members",
      help:
        "For each sending member, the time until the snapshot is on this member's\n" +
        "disk. From etcd 3.1.20, 3.2.25, 3.3.10 and 3.4 on.",
    },
  ],
};

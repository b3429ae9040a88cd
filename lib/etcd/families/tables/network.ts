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
        "Contents of answers, without the heads of the protocols below. A\n" +
        "sudden rise comes from clients that read large ranges or watch many\n" +
        "keys.",
    },
    {
      name: "etcd_network_client_grpc_received_bytes_total",
      type: "counter",
      oneline: "bytes received from clients through gRPC",
      help: "Contents of requests, without the heads of the protocols below.",
    },
    {
      name: "etcd_network_peer_sent_bytes_total",
      type: "counter",
      labelled: true,
      oneline: "bytes sent to each of the other members",
      help:
        "Raft messages by the receiving member's id. The leader sends every\n" +
        "change to each follower.",
    },
    {
      name: "etcd_network_peer_received_bytes_total",
      type: "counter",
      labelled: true,
      oneline: "bytes received from each of the other members",
      help:
        "Raft messages by the sending member's id; those that only keep a\n" +
        "connection alive count under the id 0. A follower that receives\n" +
        "nothing is cut off from its leader.",
    },
    {
      name: "etcd_network_peer_round_trip_time_seconds",
      type: "histogram",
      labelled: true,
      oneline: "time that a message to another member and back takes",
      help:
        "Measured by probes that etcd sends to each peer, not by raft messages.\n" +
        "The heartbeat interval should be about this long, and the election\n" +
        "timeout ten times as long; values near the heartbeat interval lead to\n" +
        "elections for nothing.",
    },
    {
      name: "etcd_network_peer_sent_failures_total",
      type: "counter",
      labelled: true,
      oneline: "messages to other members that could not be sent",
      help:
        "By the receiving member's id. It grows while that member is down or\n" +
        "can't be reached, and where messages come faster than the connection\n" +
        "takes them.",
    },
    {
      name: "etcd_network_peer_received_failures_total",
      type: "counter",
      labelled: true,
      oneline: "messages of other members that could not be received",
      help:
        "By the sending member's id, or by its address where the id could not\n" +
        "be learned: connections that broke, contents that could not be read.",
    },
    {
      name: "etcd_network_active_peers",
      type: "gauge",
      labelled: true,
      oneline: "connections to each of the other members that are alive",
      help: "One instance for each pair of this member (Local) and another\n" +
        "(Remote): 1 while they are in touch, 0 after the connection was lost.\n" +
        "A majority of members must be in touch with the leader. From etcd 3.4\n" +
        "on.",
    },
    {
      name: "etcd_network_disconnected_peers_total",
      type: "counter",
      labelled: true,
      oneline: "how often the connection to each of the other members was lost",
      help: "One instance for each pair of this member (Local) and another\n" +
        "(Remote), from the first loss on. Restarts of the other member cause\n" +
        "one each; more than that is a fault of the network, or a peer that is\n" +
        "overloaded. From etcd 3.4 on.",
    },
    {
      name: "etcd_network_known_peers",
      type: "gauge",
      labelled: true,
      oneline: "members that this member knows, itself among them",
      help:
        "One instance with the value 1 for each member of the cluster (Remote)\n" +
        "that this one (Local) knows; 0 after that one was removed. Together\n" +
        "with etcd.network.active_peers it shows who is missing. From etcd 3.6\n" +
        "on.",
    },
    {
      name: "etcd_network_server_stream_failures_total",
      type: "counter",
      labelled: true,
      oneline: "streams to clients that broke, by direction and API",
      help:
        "Watches and leases' keepalives that ended with an error other than the\n" +
        "client's going away. It grows with faults of the network between\n" +
        "clients and this member. From etcd 3.4 on.",
    },
    {
      name: "etcd_network_snapshot_send_success",
      type: "counter",
      labelled: true,
      oneline: "snapshots that were sent to each of the other members",
      help:
        "By the receiving member's id. Each stands for a member that was too\n" +
        "far behind for the log, or new. From etcd 3.1.20, 3.2.25, 3.3.10 and\n" +
        "3.4 on.",
    },
    {
      name: "etcd_network_snapshot_send_failures",
      type: "counter",
      labelled: true,
      oneline: "snapshots that could not be sent to each of the other members",
      help:
        "By the receiving member's id. A member that needs a snapshot and never\n" +
        "gets one can't take part: look at its log, at its disk's space, and at\n" +
        "the network. From etcd 3.1.20, 3.2.25, 3.3.10 and 3.4 on.",
    },
    {
      name: "etcd_network_snapshot_send_inflights_total",
      type: "gauge",
      labelled: true,
      oneline: "snapshots that are being sent to each of the other members",
      help: "By the receiving member's id. From etcd 3.3.14 and 3.4 on.",
    },
    {
      name: "etcd_network_snapshot_send_total_duration_seconds",
      type: "histogram",
      labelled: true,
      oneline: "time to send a snapshot to each of the other members",
      help:
        "By the receiving member's id, from the beginning until the receiver\n" +
        "has it. It grows with the size of the database. From etcd 3.1.20,\n" +
        "3.2.25, 3.3.10 and 3.4 on.",
    },
    {
      name: "etcd_network_snapshot_receive_success",
      type: "counter",
      labelled: true,
      oneline: "snapshots that were received from each of the other members",
      help:
        "By the sending member's id. Often means that this member falls behind\n" +
        "again and again. From etcd 3.1.20, 3.2.25, 3.3.10 and 3.4 on.",
    },
    {
      name: "etcd_network_snapshot_receive_failures",
      type: "counter",
      labelled: true,
      oneline:
        "snapshots that could not be received from each of the other members",
      help:
        "By the sending member's id. Look for space on this member's disk and\n" +
        "for faults of the network. From etcd 3.1.20, 3.2.25, 3.3.10 and 3.4\n" +
        "on.",
    },
    {
      name: "etcd_network_snapshot_receive_inflights_total",
      type: "gauge",
      labelled: true,
      oneline:
        "snapshots that are being received from each of the other members",
      help: "By the sending member's id. From etcd 3.3.14 and 3.4 on.",
    },
    {
      name: "etcd_network_snapshot_receive_total_duration_seconds",
      type: "histogram",
      labelled: true,
      oneline: "time to receive a snapshot from each of the other members",
      help:
        "By the sending member's id, until it is on this member's disk. From\n" +
        "etcd 3.1.20, 3.2.25, 3.3.10 and 3.4 on.",
    },
  ],
};

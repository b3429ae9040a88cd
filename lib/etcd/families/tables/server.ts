/**
 * What an etcd member says of itself and of the raft protocol: cluster 10.
 *
 * A family's place in the list makes its pmIDs: new ones are appended, and
 * none is ever moved or taken out.
 *
 * @module
 */

import type { FamilyGroup } from "../metrics_catalog.ts";

/** What an etcd member says of itself and of the raft protocol. */
export const SERVER_FAMILIES: FamilyGroup = {
  cluster: 10,
  name: "server",
  families: [
    {
      name: "etcd_server_has_leader",
      type: "gauge",
      flag: true,
      oneline: "whether this member knows a leader, 1 or 0",
      help:
        "1 while this member is in touch with a leader of the cluster, 0 while it\n" +
        "knows no leader. Without a leader nothing can be written, and\n" +
        "linearizable reads fail. A 0 for a moment is normal during an election.\n" +
        "A longer 0 means that the member is cut off from the majority, or that\n" +
        "the majority is down: look at etcd.network.active_peers and at the other\n" +
        "members' logs.",
    },
    {
      name: "etcd_server_leader_changes_seen_total",
      type: "counter",
      oneline:
        "changes of the leader that this member has seen since it was started",
      help:
        "Each change is an election, during which nothing can be written. A few\n" +
        "come with restarts and upgrades. A number that keeps growing means that\n" +
        "heartbeats of the leader come too late: slow disks\n" +
        "(etcd.disk.wal_fsync_duration), a slow or lossy network\n" +
        "(etcd.network.peer_round_trip_time), too little CPU, or an election\n" +
        "timeout that is too short for the distance between members.",
    },
    {
      name: "etcd_server_proposals_committed_total",
      type: "gauge",
      grows: true,
      oneline: "last raft log index that this member knows to be committed",
      help:
        "Consensus proposals that the majority has agreed on, counted from the\n" +
        "beginning of the cluster. The number is a position in the raft log,\n" +
        "which all members share. It should grow at about the same pace on all\n" +
        "members. A member that stays behind the others for long is slow or cut\n" +
        "off. etcd declares it a gauge, but it only grows, so PCP tools show its\n" +
        "rate.",
    },
    {
      name: "etcd_server_proposals_applied_total",
      type: "gauge",
      grows: true,
      oneline: "last raft log index that this member has applied",
      help:
        "Consensus proposals that this member has carried out in its own store.\n" +
        "The number follows etcd.server.proposals_committed closely. A gap of\n" +
        "thousands means that the member can't keep up, because of a slow disk or\n" +
        "of expensive requests, such as ranges over many keys or transactions\n" +
        "with many operations. At a gap of 5000 etcd refuses proposals.",
    },
    {
      name: "etcd_server_proposals_pending",
      type: "gauge",
      unit: "count",
      oneline: "proposals of this member that wait to be committed",
      help:
        "Requests of this member's clients that were handed to raft and are not\n" +
        "yet done. A number that stays high means many writes, slow disks, or a\n" +
        "member without a leader. Without a leader, proposals wait until they\n" +
        "time out.",
    },
    {
      name: "etcd_server_proposals_failed_total",
      type: "counter",
      oneline: "proposals of this member that failed",
      help:
        "Requests that raft did not take or that timed out. A short rise comes\n" +
        "with an election. A lasting rise means that the cluster has lost its\n" +
        "majority, or that it can't commit within the time that a request may\n" +
        "take.",
    },
    {
      name: "etcd_server_is_leader",
      type: "gauge",
      flag: true,
      oneline: "whether this member is the leader, 1 or 0",
      help:
        "1 on the leader, 0 on the other members. In a healthy cluster the sum\n" +
        "over all members is 1. The sum may be 2 for a moment, when a leader that\n" +
        "is cut off has not yet noticed it. From etcd 3.1.14, 3.2.19, 3.3.4 and\n" +
        "3.4 on.",
    },
    {
      name: "etcd_server_is_learner",
      type: "gauge",
      flag: true,
      oneline: "whether this member is a learner, 1 or 0",
      help:
        "1 for a learner, otherwise 0. A learner receives the raft log but has no\n" +
        "vote until it is promoted (etcdctl member promote). A member that stays\n" +
        "a learner for long does not count for the majority. From etcd 3.4 on.",
    },
    {
      name: "etcd_server_heartbeat_send_failures_total",
      type: "counter",
      oneline: "heartbeats that this member, as the leader, sent too late",
      help:
        "The leader was too busy to send these heartbeats in time: they were late\n" +
        "by more than the heartbeat interval. Most often the disk was slow to\n" +
        "take the log (etcd.disk.wal_fsync_duration), or there was too little\n" +
        "CPU. Followers that hear nothing for the election timeout elect another\n" +
        "leader. From etcd 3.1.19, 3.2.24, 3.3.9 and 3.4 on.",
    },
    {
      name: "etcd_server_slow_apply_total",
      type: "counter",
      oneline: "requests that took this member too long to apply",
      help:
        "Requests that took longer than 100 ms to be carried out in the store;\n" +
        "etcd's option warning-apply-duration sets another limit. They come from\n" +
        "slow disks (etcd.disk.backend_commit_duration), from too little CPU, or\n" +
        "from requests for too many keys at once. etcd's log names each such\n" +
        "request. From etcd 3.1.19, 3.2.24, 3.3.9 and 3.4 on.",
    },
    {
      name: "etcd_server_slow_read_indexes_total",
      type: "counter",
      oneline: "linearizable reads that had to wait too long for the leader",
      help:
        "Before a linearizable read a member asks the leader for the position\n" +
        "that the member must have reached. This is the number of questions that\n" +
        "were late or timed out. Look at the network to the leader and at the\n" +
        "leader's load. From etcd 3.1.19, 3.2.24, 3.3.9 and 3.4 on.",
    },
    {
      name: "etcd_server_read_indexes_failed_total",
      type: "counter",
      oneline:
        "linearizable reads that failed because the leader did not confirm them",
      help:
        "Questions for the leader's position (see etcd.server.slow_read_indexes)\n" +
        "that ended with an error: there was no leader, or it did not answer. The\n" +
        "clients' reads failed. From etcd 3.1.20, 3.2.25, 3.3.10 and 3.4 on.",
    },
    {
      name: "etcd_server_quota_backend_bytes",
      type: "gauge",
      fractional: true,
      oneline: "size that the database may reach before etcd refuses writes",
      help:
        "Set with etcd's option --quota-backend-bytes, 2 GiB by default. When\n" +
        "etcd.mvcc.db_total_size reaches it, the cluster raises the alarm NOSPACE\n" +
        "and takes no more writes until space is freed (compaction, then etcdctl\n" +
        "defrag) and the alarm is disarmed. Set your own alert well below it, at\n" +
        "about 80 percent. The value is below zero if the quota is switched off.\n" +
        "From etcd 3.1.19, 3.2.24, 3.3.9 and 3.4 on.",
    },
    {
      name: "etcd_server_snapshot_apply_in_progress_total",
      type: "gauge",
      flag: true,
      oneline:
        "whether this member is applying a snapshot of the leader, 1 or 0",
      help:
        "A member that is too far behind gets the whole database as a snapshot\n" +
        "instead of the log. One snapshot is normal after a member is added, or\n" +
        "after a long absence. If it happens often, the member can't keep up.\n" +
        "From etcd 3.3.14 and 3.4 on.",
    },
    {
      name: "etcd_server_client_requests_total",
      type: "counter",
      labelled: true,
      oneline: "requests of clients, by kind and by the version of their API",
      help:
        "Unary and streaming requests through gRPC, with the version that client\n" +
        'programs say they were built with, or "unknown" if they do not say. The\n' +
        "instances show which clients must be updated before the cluster can be\n" +
        "upgraded. From etcd 3.2.29, 3.3.19, 3.4.5 and 3.5 on.",
    },
    {
      name: "etcd_server_health_success",
      type: "counter",
      oneline: "health checks that this member passed",
      help:
        'Questions to /health that were answered with "true". Monitoring\n' +
        "programs, load balancers and the kubelet ask them. If nobody asks, the\n" +
        "number does not grow. From etcd 3.1.20, 3.2.25, 3.3.10 and 3.4 on.",
    },
    {
      name: "etcd_server_health_failures",
      type: "counter",
      oneline: "health checks that this member did not pass",
      help:
        'Questions to /health that were answered with "false": there was an\n' +
        "alarm, no leader, or a read did not succeed in time. If the number\n" +
        "grows, look at the member's log. From etcd 3.1.20, 3.2.25, 3.3.10 and\n" +
        "3.4 on.",
    },
    {
      name: "etcd_server_healthcheck",
      type: "gauge",
      flag: true,
      labelled: true,
      oneline: "last result of each check of /livez and /readyz, 1 or 0",
      help:
        "One instance for each check (serializable_read, linearizable_read,\n" +
        "data_corruption, non_learner) of each of the two endpoints. An instance\n" +
        "appears when somebody asks for the check for the first time. 0 means\n" +
        "that the check failed. From etcd 3.4.29, 3.5.11 and 3.6 on.",
    },
    {
      name: "etcd_server_healthchecks_total",
      type: "counter",
      labelled: true,
      oneline: "checks of /livez and /readyz by result",
      help:
        "The checks of etcd.server.healthcheck, counted by their results:\n" +
        '"success" and "error". From etcd 3.4.29, 3.5.11 and 3.6 on.',
    },
    {
      name: "etcd_server_learner_promote_successes",
      type: "counter",
      oneline:
        "learners that this member, as the leader, has made voting members",
      help:
        "Counted since this member was started, while it is the leader. From etcd\n" +
        "3.4 on.",
    },
    {
      name: "etcd_server_learner_promote_failures",
      type: "counter",
      labelled: true,
      oneline:
        "attempts to make a learner a voting member that failed, by reason",
      help:
        "Counted while the member is the leader. Most often the learner has not\n" +
        "yet caught up with the log: try again later. The label is etcd's error\n" +
        "message. From etcd 3.4 on.",
    },
    {
      name: "etcd_server_version",
      type: "gauge",
      carries: "server_version",
      oneline: "version of this etcd",
      help:
        "The version of the program that runs as this member, such as 3.4.23. All\n" +
        "members of a cluster should have the same version, except during an\n" +
        "upgrade. etcd.cluster.version is the version that they have agreed on.\n" +
        "From etcd 3.1.18, 3.2.23 and 3.3 on.",
    },
    {
      name: "etcd_server_go_version",
      type: "gauge",
      carries: "server_go_version",
      oneline: "version of Go that this etcd was built with",
      help:
        "For example go1.19.8. It matters for known faults and security fixes of\n" +
        "Go's libraries. From etcd 3.1.19, 3.2.24, 3.3.9 and 3.4 on.",
    },
    {
      name: "etcd_server_id",
      type: "gauge",
      carries: "server_id",
      oneline: "id of this etcd member, in hexadecimal",
      help:
        "The number by which the cluster knows this member. It is the same as\n" +
        "etcd.id. Other members use it as a label in the network group. From etcd\n" +
        "3.1.20, 3.2.25, 3.3.10 and 3.4 on.",
    },
    {
      name: "etcd_server_apply_duration_seconds",
      type: "histogram",
      labelled: true,
      oneline: "time to apply a request, by API version, operation and success",
      help:
        "How long this member took to carry out requests in its store, after they\n" +
        "were committed. High values point to slow disks, to too little CPU, or\n" +
        'to operations that touch many keys. The label "op" names the operation.\n' +
        "From etcd 3.5 on.",
    },
    {
      name: "etcd_server_range_duration_seconds",
      type: "histogram",
      labelled: true,
      oneline: "time to read a range of keys, by success",
      help:
        "How long reads took in the store, without the time on the network. Reads\n" +
        "of many keys at once, or of large values, take long and delay other\n" +
        "requests. From etcd 3.6 on.",
    },
    {
      name: "etcd_server_request_duration_seconds",
      type: "histogram",
      labelled: true,
      oneline: "time to answer a request, by type and success",
      help:
        "How long clients' requests took as a whole on this member: the wait for\n" +
        "consensus or for a confirmed read, and the time to apply. From etcd 3.7\n" +
        "on.",
    },
    {
      name: "etcd_server_feature_enabled",
      type: "gauge",
      flag: true,
      labelled: true,
      oneline: "whether each feature gate of this etcd is on, 1 or 0",
      help:
        "One instance for each feature gate (option --feature-gates), with its\n" +
        "stage: ALPHA, BETA or GA. All members should have the same values. From\n" +
        "etcd 3.6 on.",
    },
  ],
};

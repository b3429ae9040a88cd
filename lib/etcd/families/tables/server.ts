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
      oneline: "whether this member knows a leader, 1 or 0",
      help:
        "1 while this member is in touch with a leader of the cluster, 0 while\n" +
        "it knows of none. Without a leader nothing can be written, and\n" +
        "linearizable reads fail. A 0 for more than the moments of an election\n" +
        "means that the member is cut off from the majority, or that the\n" +
        "majority is down: look at etcd.network.active_peers and at the other\n" +
        "members' logs.",
    },
    {
      name: "etcd_server_leader_changes_seen_total",
      type: "counter",
      oneline:
        "changes of the leader that this member has seen since it was started",
      help:
        "Each change is an election, for whose time nothing can be written. A\n" +
        "few come with restarts and upgrades. A number that keeps growing means\n" +
        "that heartbeats of the leader come too late: slow disks\n" +
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
        "beginning of the cluster: it is a position in the raft log, which all\n" +
        "members share. It should grow at about the same pace at all members; a\n" +
        "member that stays behind the others for long is slow or cut off. etcd\n" +
        "declares it a gauge, so PCP shows the position and not a rate.",
    },
    {
      name: "etcd_server_proposals_applied_total",
      type: "gauge",
      grows: true,
      oneline: "last raft log index that this member has applied",
      help:
        "Consensus proposals that this member has carried out in its own store.\n" +
        "It follows etcd.server.proposals_committed closely; a gap of thousands\n" +
        "means that the member can't keep up, because of a slow disk or of\n" +
        "expensive requests such as ranges over many keys or transactions with\n" +
        "many operations. At a gap of 5000 etcd refuses proposals.",
    },
    {
      name: "etcd_server_proposals_pending",
      type: "gauge",
      oneline: "proposals of this member that wait for being committed",
      help:
        "Requests of this member's clients that have been handed to raft and\n" +
        "are not yet done. A number that stays high means a heavy load of\n" +
        "writes, slow disks, or a member without a leader: such proposals wait\n" +
        "until they time out.",
    },
    {
      name: "etcd_server_proposals_failed_total",
      type: "counter",
      oneline: "proposals of this member that failed",
      help:
        "Requests that raft did not take or that timed out. A short rise comes\n" +
        "with an election. A lasting one means that the cluster has lost its\n" +
        "majority, or that it is too slow to commit within the time that a\n" +
        "request may take.",
    },
    {
      name: "etcd_server_is_leader",
      type: "gauge",
      oneline: "whether this member is the leader, 1 or 0",
      help:
        "1 at the leader, 0 at the others. Over all members of a healthy\n" +
        "cluster the sum is 1; it may be 2 for a moment when a leader that is\n" +
        "cut off has not yet noticed. From etcd 3.1.14, 3.2.19, 3.3.4 and 3.4\n" +
        "on.",
    },
    {
      name: "etcd_server_is_learner",
      type: "gauge",
      oneline: "whether this member is a learner, 1 or 0",
      help:
        "A learner receives the raft log but has no vote, until it is promoted\n" +
        "(etcdctl member promote). A member that stays a learner for long does\n" +
        "not count for the majority. From etcd 3.4 on.",
    },
    {
      name: "etcd_server_heartbeat_send_failures_total",
      type: "counter",
      oneline: "heartbeats of this member as a leader that were sent too late",
      help:
        "The leader was so busy that its heartbeats were due for longer than\n" +
        "their interval before they were sent, most often because the disk was\n" +
        "slow to take its log (etcd.disk.wal_fsync_duration), or because the\n" +
        "CPU was short. Followers that hear nothing for the election timeout\n" +
        "elect another leader. From etcd 3.1.19, 3.2.24, 3.3.9 and 3.4 on.",
    },
    {
      name: "etcd_server_slow_apply_total",
      type: "counter",
      oneline: "requests that took this member too long to apply",
      help:
        "Requests that took longer than 100 ms to be carried out in the store\n" +
        "(etcd's option warning-apply-duration sets another limit). They come\n" +
        "from slow disks (etcd.disk.backend_commit_duration), from a lack of\n" +
        "CPU, or from requests for too many keys at once; etcd's log names each\n" +
        "such request. From etcd 3.1.19, 3.2.24, 3.3.9 and 3.4 on.",
    },
    {
      name: "etcd_server_slow_read_indexes_total",
      type: "counter",
      oneline: "linearizable reads that had to wait too long for the leader",
      help:
        "Before a linearizable read a member asks the leader for the position\n" +
        "that it must have reached. Here are those questions that were late or\n" +
        "timed out. Look at the network to the leader and at the leader's load.\n" +
        "From etcd 3.1.19, 3.2.24, 3.3.9 and 3.4 on.",
    },
    {
      name: "etcd_server_read_indexes_failed_total",
      type: "counter",
      oneline:
        "linearizable reads that failed as the leader did not confirm them",
      help:
        "Questions for the leader's position, as etcd.server.slow_read_indexes,\n" +
        "that ended with an error: no leader, or no answer from it. The\n" +
        "clients' reads failed. From etcd 3.1.20, 3.2.25, 3.3.10 and 3.4 on.",
    },
    {
      name: "etcd_server_quota_backend_bytes",
      type: "gauge",
      fractional: true,
      oneline: "size that the database may reach before etcd refuses writes",
      help:
        "Set with etcd's option --quota-backend-bytes, 2 GiB by default. When\n" +
        "etcd.mvcc.db_total_size reaches it, the cluster raises the alarm\n" +
        "NOSPACE and takes no more writes until space has been freed\n" +
        "(compaction, then etcdctl defrag) and the alarm has been disarmed.\n" +
        "Warn well before, at 80 percent or so. Below zero where the quota is\n" +
        "switched off. From etcd 3.1.19, 3.2.24, 3.3.9 and 3.4 on.",
    },
    {
      name: "etcd_server_snapshot_apply_in_progress_total",
      type: "gauge",
      oneline:
        "whether this member is applying a snapshot of the leader, 1 or 0",
      help:
        "A member that has fallen too far behind gets all of the database as a\n" +
        "snapshot instead of the log. Once after a member is added, or after a\n" +
        "long absence, is normal; often means that it can't keep up. From etcd\n" +
        "3.3.14 and 3.4 on.",
    },
    {
      name: "etcd_server_client_requests_total",
      type: "counter",
      labelled: true,
      oneline: "requests of clients, by kind and by the version of their API",
      help:
        "Unary and streaming requests through gRPC, with the version that\n" +
        'client programs say they were built with; "unknown" where they say\n' +
        "none. It tells who must be updated before the cluster can be. From\n" +
        "etcd 3.2.29, 3.3.19, 3.4.5 and 3.5 on.",
    },
    {
      name: "etcd_server_health_success",
      type: "counter",
      oneline: "health checks that this member passed",
      help:
        'Questions to /health that were answered with "true". Those who ask are\n' +
        "monitoring programs, load balancers and the kubelet; it stands still\n" +
        "where nobody asks. From etcd 3.1.20, 3.2.25, 3.3.10 and 3.4 on.",
    },
    {
      name: "etcd_server_health_failures",
      type: "counter",
      oneline: "health checks that this member did not pass",
      help:
        'Questions to /health that were answered with "false": there was an\n' +
        "alarm, no leader, or a read did not succeed in time. Any growth\n" +
        "deserves a look at the member's log. From etcd 3.1.20, 3.2.25, 3.3.10\n" +
        "and 3.4 on.",
    },
    {
      name: "etcd_server_healthcheck",
      type: "gauge",
      labelled: true,
      oneline: "last result of each check of /livez and /readyz, 1 or 0",
      help:
        "One instance for each check (serializable_read, linearizable_read,\n" +
        "data_corruption, non_learner) of each of the two endpoints, from the\n" +
        "first time on that somebody asked there. 0 says which check has\n" +
        "failed. From etcd 3.4.29, 3.5.11 and 3.6 on.",
    },
    {
      name: "etcd_server_healthchecks_total",
      type: "counter",
      labelled: true,
      oneline: "checks of /livez and /readyz by result",
      help:
        "The checks of etcd.server.healthcheck, counted by their results,\n" +
        '"success" and "error". From etcd 3.4.29, 3.5.11 and 3.6 on.',
    },
    {
      name: "etcd_server_learner_promote_successes",
      type: "counter",
      oneline:
        "learners that this member has made voting members as the leader",
      help:
        "Counted while the member is the leader, since it was started. From\n" +
        "etcd 3.4 on.",
    },
    {
      name: "etcd_server_learner_promote_failures",
      type: "counter",
      labelled: true,
      oneline:
        "attempts to make a learner a voting member that failed, by reason",
      help:
        "Counted while the member is the leader. Most often the learner had not\n" +
        "yet caught up with the log: try again later. The label is etcd's error\n" +
        "message. From etcd 3.4 on.",
    },
    {
      name: "etcd_server_version",
      type: "gauge",
      carries: "server_version",
      oneline: "version of this etcd",
      help:
        "The version of the program that runs as this member, such as 3.4.23.\n" +
        "Members of one cluster should have the same one, except during an\n" +
        "upgrade; etcd.cluster.version is what they have agreed on. From etcd\n" +
        "3.1.18, 3.2.23 and 3.3 on.",
    },
    {
      name: "etcd_server_go_version",
      type: "gauge",
      carries: "server_go_version",
      oneline: "version of Go that this etcd was built with",
      help:
        "Such as go1.19.8. It matters for known faults and security fixes of\n" +
        "Go's libraries. From etcd 3.1.19, 3.2.24, 3.3.9 and 3.4 on.",
    },
    {
      name: "etcd_server_id",
      type: "gauge",
      carries: "server_id",
      oneline: "id of this etcd member, in hexadecimal",
      help:
        "The number that the cluster knows this member by: the same as etcd.id,\n" +
        "and what other members have as a label in the network group. From etcd\n" +
        "3.1.20, 3.2.25, 3.3.10 and 3.4 on.",
    },
    {
      name: "etcd_server_apply_duration_seconds",
      type: "histogram",
      labelled: true,
      oneline: "time to apply a request, by API version, operation and success",
      help:
        "How long this member took to carry out requests in its store, after\n" +
        "they were committed. High values point to slow disks, to a lack of\n" +
        'CPU, or to operations that touch many keys; the label "op" says which.\n' +
        "From etcd 3.5 on.",
    },
    {
      name: "etcd_server_range_duration_seconds",
      type: "histogram",
      labelled: true,
      oneline: "time to read a range of keys, by success",
      help:
        "How long reads took within the store, without the time on the network.\n" +
        "Reads of many keys at once, or of large values, take long and hold up\n" +
        "other requests. From etcd 3.6 on.",
    },
    {
      name: "etcd_server_request_duration_seconds",
      type: "histogram",
      labelled: true,
      oneline: "time to answer a request, by type and success",
      help:
        "How long clients' requests took as a whole at this member: waiting for\n" +
        "consensus or for a confirmed read, and applying. From etcd 3.7 on.",
    },
    {
      name: "etcd_server_feature_enabled",
      type: "gauge",
      labelled: true,
      oneline: "whether each feature gate of this etcd is on, 1 or 0",
      help:
        "One instance for each feature gate (option --feature-gates) with the\n" +
        "stage that it is in: ALPHA, BETA or GA. All members should have the\n" +
        "same. From etcd 3.6 on.",
    },
  ],
};

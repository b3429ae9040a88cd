/**
 * What members of etcd answer to everything that the agent asks for, recorded.
 *
 * @module
 */

import leaderWithLearnerHealth from "../fixtures/3.4.23/leader-with-learner/health.http" with {
  type: "text",
};
import leaderWithLearnerLeader from "../fixtures/3.4.23/leader-with-learner/v2_stats_leader.http" with {
  type: "text",
};
import leaderWithLearnerSelf from "../fixtures/3.4.23/leader-with-learner/v2_stats_self.http" with {
  type: "text",
};
import leaderWithLearnerStore from "../fixtures/3.4.23/leader-with-learner/v2_stats_store.http" with {
  type: "text",
};
import leaderWithLearnerList from "../fixtures/3.4.23/leader-with-learner/v3_cluster_member_list.http" with {
  type: "text",
};
import leaderWithLearnerStatus from "../fixtures/3.4.23/leader-with-learner/v3_maintenance_status.http" with {
  type: "text",
};
import leaderWithLearnerVersion from "../fixtures/3.4.23/leader-with-learner/version.http" with {
  type: "text",
};
import learnerHealth from "../fixtures/3.4.23/learner/health.http" with {
  type: "text",
};
import learnerLeader from "../fixtures/3.4.23/learner/v2_stats_leader.http" with {
  type: "text",
};
import learnerSelf from "../fixtures/3.4.23/learner/v2_stats_self.http" with {
  type: "text",
};
import learnerStore from "../fixtures/3.4.23/learner/v2_stats_store.http" with {
  type: "text",
};
import learnerList from "../fixtures/3.4.23/learner/v3_cluster_member_list.http" with {
  type: "text",
};
import learnerStatus from "../fixtures/3.4.23/learner/v3_maintenance_status.http" with {
  type: "text",
};
import learnerVersion from "../fixtures/3.4.23/learner/version.http" with {
  type: "text",
};
import noLeaderHealth from "../fixtures/3.4.23/no-leader/health.http" with {
  type: "text",
};
import noLeaderLeader from "../fixtures/3.4.23/no-leader/v2_stats_leader.http" with {
  type: "text",
};
import noLeaderSelf from "../fixtures/3.4.23/no-leader/v2_stats_self.http" with {
  type: "text",
};
import noLeaderStore from "../fixtures/3.4.23/no-leader/v2_stats_store.http" with {
  type: "text",
};
import noLeaderList from "../fixtures/3.4.23/no-leader/v3_cluster_member_list.http" with {
  type: "text",
};
import noLeaderStatus from "../fixtures/3.4.23/no-leader/v3_maintenance_status.http" with {
  type: "text",
};
import noLeaderVersion from "../fixtures/3.4.23/no-leader/version.http" with {
  type: "text",
};
import alarmsHealth from "../fixtures/3.4.23/alarm-corrupt-and-nospace/health.http" with {
  type: "text",
};
import alarmsLeader from "../fixtures/3.4.23/alarm-corrupt-and-nospace/v2_stats_leader.http" with {
  type: "text",
};
import alarmsSelf from "../fixtures/3.4.23/alarm-corrupt-and-nospace/v2_stats_self.http" with {
  type: "text",
};
import alarmsStore from "../fixtures/3.4.23/alarm-corrupt-and-nospace/v2_stats_store.http" with {
  type: "text",
};
import alarmsList from "../fixtures/3.4.23/alarm-corrupt-and-nospace/v3_cluster_member_list.http" with {
  type: "text",
};
import alarmsStatus from "../fixtures/3.4.23/alarm-corrupt-and-nospace/v3_maintenance_status.http" with {
  type: "text",
};
import alarmsVersion from "../fixtures/3.4.23/alarm-corrupt-and-nospace/version.http" with {
  type: "text",
};
import etcd36Health from "../fixtures/3.6.14/leader-with-learner/health.http" with {
  type: "text",
};
import etcd36Leader from "../fixtures/3.6.14/leader-with-learner/v2_stats_leader.http" with {
  type: "text",
};
import etcd36Self from "../fixtures/3.6.14/leader-with-learner/v2_stats_self.http" with {
  type: "text",
};
import etcd36Store from "../fixtures/3.6.14/leader-with-learner/v2_stats_store.http" with {
  type: "text",
};
import etcd36List from "../fixtures/3.6.14/leader-with-learner/v3_cluster_member_list.http" with {
  type: "text",
};
import etcd36Status from "../fixtures/3.6.14/leader-with-learner/v3_maintenance_status.http" with {
  type: "text",
};
import etcd36Version from "../fixtures/3.6.14/leader-with-learner/version.http" with {
  type: "text",
};
import nospace35Health from "../fixtures/3.5.30/alarm-nospace/health.http" with {
  type: "text",
};
import nospace35Leader from "../fixtures/3.5.30/alarm-nospace/v2_stats_leader.http" with {
  type: "text",
};
import nospace35Self from "../fixtures/3.5.30/alarm-nospace/v2_stats_self.http" with {
  type: "text",
};
import nospace35Store from "../fixtures/3.5.30/alarm-nospace/v2_stats_store.http" with {
  type: "text",
};
import nospace35List from "../fixtures/3.5.30/alarm-nospace/v3_cluster_member_list.http" with {
  type: "text",
};
import nospace35Status from "../fixtures/3.5.30/alarm-nospace/v3_maintenance_status.http" with {
  type: "text",
};
import nospace35Version from "../fixtures/3.5.30/alarm-nospace/version.http" with {
  type: "text",
};

/** Answers by path, of one member each. */
export const RECORDINGS = {
  /** 3.4.23, leader with learner. */
  leaderWithLearner: {
    "/health": leaderWithLearnerHealth,
    "/v2/stats/leader": leaderWithLearnerLeader,
    "/v2/stats/self": leaderWithLearnerSelf,
    "/v2/stats/store": leaderWithLearnerStore,
    "/v3/cluster/member/list": leaderWithLearnerList,
    "/v3/maintenance/status": leaderWithLearnerStatus,
    "/version": leaderWithLearnerVersion,
  },
  /** 3.4.23, learner. */
  learner: {
    "/health": learnerHealth,
    "/v2/stats/leader": learnerLeader,
    "/v2/stats/self": learnerSelf,
    "/v2/stats/store": learnerStore,
    "/v3/cluster/member/list": learnerList,
    "/v3/maintenance/status": learnerStatus,
    "/version": learnerVersion,
  },
  /** 3.4.23, no leader. */
  noLeader: {
    "/health": noLeaderHealth,
    "/v2/stats/leader": noLeaderLeader,
    "/v2/stats/self": noLeaderSelf,
    "/v2/stats/store": noLeaderStore,
    "/v3/cluster/member/list": noLeaderList,
    "/v3/maintenance/status": noLeaderStatus,
    "/version": noLeaderVersion,
  },
  /** 3.4.23, alarm corrupt and nospace. */
  alarms: {
    "/health": alarmsHealth,
    "/v2/stats/leader": alarmsLeader,
    "/v2/stats/self": alarmsSelf,
    "/v2/stats/store": alarmsStore,
    "/v3/cluster/member/list": alarmsList,
    "/v3/maintenance/status": alarmsStatus,
    "/version": alarmsVersion,
  },
  /** 3.6.14, leader with learner. */
  etcd36: {
    "/health": etcd36Health,
    "/v2/stats/leader": etcd36Leader,
    "/v2/stats/self": etcd36Self,
    "/v2/stats/store": etcd36Store,
    "/v3/cluster/member/list": etcd36List,
    "/v3/maintenance/status": etcd36Status,
    "/version": etcd36Version,
  },
  /** 3.5.30, alarm nospace. */
  nospace35: {
    "/health": nospace35Health,
    "/v2/stats/leader": nospace35Leader,
    "/v2/stats/self": nospace35Self,
    "/v2/stats/store": nospace35Store,
    "/v3/cluster/member/list": nospace35List,
    "/v3/maintenance/status": nospace35Status,
    "/version": nospace35Version,
  },
};

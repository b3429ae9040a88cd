/**
 * Requests to /metrics, the agent's own among them: cluster 34.
 *
 * A family's place in the list makes its pmIDs: new ones are appended, and
 * none is ever moved or taken out.
 *
 * @module
 */

import type { FamilyGroup } from "../metrics_catalog.ts";

/** Requests to /metrics, the agent's own among them. */
export const PROMHTTP_FAMILIES: FamilyGroup = {
  cluster: 34,
  name: "promhttp",
  families: [
    {
      name: "promhttp_metric_handler_requests_total",
      type: "counter",
      labelled: true,
      oneline: "requests to /metrics, by status code",
      help: "Requests of this agent, of Prometheus and of others.",
    },
    {
      name: "promhttp_metric_handler_requests_in_flight",
      type: "gauge",
      oneline: "requests to /metrics that are under way",
      help: "At least 1: the request that reads this value.",
    },
  ],
};

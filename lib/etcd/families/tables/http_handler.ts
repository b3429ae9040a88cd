/**
 * Requests to /metrics as old versions of etcd count them: cluster 35.
 *
 * A family's place in the list makes its pmIDs: new ones are appended, and
 * none is ever moved or taken out.
 *
 * @module
 */

import type { FamilyGroup } from "../metrics_catalog.ts";

/** Requests to /metrics as old versions of etcd count them. */
export const HTTP_HANDLER_FAMILIES: FamilyGroup = {
  cluster: 35,
  name: "http_handler",
  families: [
    {
      name: "http_requests_total",
      type: "counter",
      labelled: true,
      oneline: "requests, by method, status code and handler",
      help: "Only requests to /metrics are counted. Only in etcd 3.1 and 3.2.",
    },
    {
      name: "http_request_duration_microseconds",
      type: "summary",
      labelled: true,
      oneline: "time to answer requests, by handler",
      help:
        "In microseconds. Only requests to /metrics are measured. Only in etcd\n" +
        "3.1 and 3.2.",
    },
    {
      name: "http_request_size_bytes",
      type: "summary",
      labelled: true,
      oneline: "size of requests, by handler",
      help: "Only requests to /metrics are measured. Only in etcd 3.1 and 3.2.",
    },
    {
      name: "http_response_size_bytes",
      type: "summary",
      labelled: true,
      oneline: "size of answers, by handler",
      help:
        "Only answers to requests to /metrics are measured. Only in etcd 3.1 and\n" +
        "3.2.",
    },
  ],
};

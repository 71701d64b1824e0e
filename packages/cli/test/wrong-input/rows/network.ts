import type { WrongInputGroup } from "../row.ts";

export const theNetwork: WrongInputGroup = {
  title: "The network",
  rows: [
    { what: "names cannot be resolved", circumstance: "no name resolution", exit: 1 },
    { what: "the connection is refused", circumstance: "connection refused", exit: 1 },
    { what: "a certificate of an unknown authority", circumstance: "unknown certificate authority", exit: 1 },
    { what: "a proxy answers with a page", circumstance: "proxy answers HTML", exit: 1 },
    { what: "throttled without end", circumstance: "throttled", exit: 1 },
    { what: "the service is down", circumstance: "service down", exit: 1 },
    { what: "answers break off", circumstance: "torn answers", exit: 1 },
  ],
};

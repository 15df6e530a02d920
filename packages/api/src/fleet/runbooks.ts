import type { FleetWarningCode } from "@homeport/db";

const ofJudgedFleet = {
  "over-capacity": "scale",
  connections: "scale",
  "mixed-versions": "upgrade",
} as const satisfies Record<FleetWarningCode, string>;

/** What to do about each warning: the name of a page in `docs/runbooks`, without its `.md`. */
export const runbooks = {
  ...ofJudgedFleet,
  "none-live": "scale",
  "redis-away": "lose-redis",
  eviction: "lose-redis",
  "stale-feed": "lose-postgres",
  clock: "wrong-clock",
  late: "scale",
  secret: "rotate-secret",
} as const;

export type NoticeCode = keyof typeof runbooks;

import { atLeast, atMost, type Goal, ratio, value } from "./goal.ts";

const fastCheckMs = 3_000;

export const vaultGoals: readonly Goal[] = [
  ratio(
    "accepted deltas a second, verb in process",
    ["accepts", "verb", "perSecond"],
    "control",
    atLeast(0.25, 0.4),
  ),
  ratio(
    "accepted deltas a second, over HTTP ahead of Next, one process",
    ["accepts", "http", "perSecond"],
    "control",
    atLeast(0.15, 0.28),
  ),
  ratio(
    "accept p95 at half of that rate",
    ["paced", "verb-paced", "p95Ms"],
    "control-paced",
    atMost(12, 6),
  ),
  ratio(
    "GET of a vault, signed",
    ["reads", "read-signed", "perSecond"],
    "bare-select",
    atLeast(0.3, 0.5),
  ),
  ratio(
    "GET of a vault, with a session",
    ["reads", "read-session", "perSecond"],
    "bare-select",
    atLeast(0.5, 0.7),
  ),
  value(
    "rows of vaults that signed reads write",
    ["reads", "read-signed", "rowsWritten"],
    atMost(0, 0),
  ),
  value(
    "rows of vaults that reads of a session write",
    ["reads", "read-session", "rowsWritten"],
    atMost(0, 0),
  ),
  ratio(
    "accept p95 beside a state of 1 MiB that is changed without a pause",
    ["large", "beside-large", "p95Ms"],
    "without-large",
    atMost(2, 1.3),
  ),
  value(
    "landed to canonical, 100 writers, p95",
    ["landing", "landing", "landedP95Ms"],
    atMost(1.4 * fastCheckMs, 1.1 * fastCheckMs),
  ),
  value(
    "source reads a candidate and interval",
    ["landing", "landing", "readsAnInterval"],
    atMost(1, 1),
  ),
  value(
    "takeover after kill -9, worst of 50, of the lease",
    ["takeover", "killed", "ofTtl"],
    atMost(1.1, 1),
  ),
  value(
    "hand-over on SIGTERM, worst of 50",
    ["takeover", "stopped", "worstMs"],
    atMost(1_000, 200),
  ),
  ratio(
    "pages that a sweep touches, 100,000 idle vaults",
    ["sweep", "sweep-many", "buffers"],
    "sweep-few",
    atMost(1.5, 1.5),
  ),
  ratio(
    "memory of a stream, of 2,000",
    ["streams", "vault-streams", "streamBytes"],
    "bare-streams",
    atMost(1.3, 1.3),
  ),
  ratio(
    "one change to all of 2,000 streams, p95",
    ["streams", "vault-streams", "reachP95Ms"],
    "bare-streams",
    atMost(2, 2),
  ),
];

const soaked = 10_000;

export const vaultSoakGoals: readonly Goal[] = [
  ratio(
    "memory of a worker with 10,000 candidates, after 10 min",
    ["soak", "after-ten-minutes", "workerBytes"],
    "after-one-minute",
    atMost(1.1, 1.1),
  ),
  value(
    "changes of 10,000 that became history once",
    ["soak", "landed", "promotedOnce"],
    atLeast(soaked, soaked),
  ),
  value("changes that became history twice", ["soak", "landed", "promotedAgain"], atMost(0, 0)),
];

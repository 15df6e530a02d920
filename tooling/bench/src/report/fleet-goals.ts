import { atLeast, atMost, type Goal, ratio, value } from "./goal.ts";

const mib = 2 ** 20;

export const fleetGoals: readonly Goal[] = [
  ratio(
    "fenced writes a second, one lease, 16 at a time",
    ["writes", "fenced", "writesPerSecond"],
    "unfenced",
    atLeast(0.65, 0.85),
  ),
  ratio(
    "announced until applied at three replicas, p50",
    ["announce", "announced", "p50Ms"],
    "redis-stream",
    atMost(4, 2),
  ),
  ratio(
    "cached reads a second, with limiter, feed and log",
    ["reads", "guarded", "requestsPerSecond"],
    "bare",
    atLeast(0.8, 0.9),
  ),
  value("statements a second, idle worker", ["idle", "idle-worker", "statements"], atMost(6, 4)),
  value("statements a second, idle relay", ["idle", "idle-relay", "statements"], atMost(6, 4)),
  ratio(
    "wakes a second, two workers, row taken and fenced",
    ["wakes", "fenced-wakes", "wakesPerSecond"],
    "bullmq-alone",
    atLeast(0.2, 0.4),
  ),
  ratio(
    "jobs that wait 100 ms, two workers",
    ["spread", "two-workers", "jobsPerSecond"],
    "one-worker",
    atLeast(1.8, 2),
  ),
  ratio(
    "jobs that wait 100 ms, four workers",
    ["spread", "four-workers", "jobsPerSecond"],
    "one-worker",
    atLeast(3.2, 4),
  ),
  value(
    "takeover after kill -9, p95 of 50, in leases",
    ["takeover", "killed-holder", "ofLease"],
    atMost(1.4, 1.1),
  ),
  value(
    "heap of 100,000 rate keys",
    ["limits", "rate-keys", "heapGrowthBytes"],
    atMost(48 * mib, 24 * mib),
  ),
];

import { atLeast, atMost, type FigureOf, type Goal, ratio, value } from "./goal.ts";

const mib = 2 ** 20;
const decide = (path: string): FigureOf => ["decide", path, "cpuUs"];
const strangers = (figure: string): FigureOf => ["hosts", "unknown-hosts", figure];

export const gateGoals: readonly Goal[] = [
  ratio(
    "CPU of a check over HTTP",
    ["checks", "gate-listener", "cpuUs"],
    "bare-http",
    atMost(2.2, 1.7),
  ),
  ratio(
    "checks a second, one process",
    ["checks", "gate-listener", "requestsPerSecond"],
    "bare-http",
    atLeast(0.45, 0.65),
  ),
  ratio(
    "CPU of a check without HTTP",
    ["check", "gate-check", "cpuUs"],
    "get-session",
    atMost(1 / 10, 1 / 25),
  ),
  ratio("CPU to decide, one space", decide("one-space"), "plain-path", atMost(4, 2)),
  ratio("CPU to decide, the worst path", decide("worst-path"), "plain-path", atMost(100, 40)),
  ratio(
    "p99 beside 50 password hashes",
    ["hashing", "gate-beside-hashing", "p99Ms"],
    "gate-alone",
    atMost(4, 2),
  ),
  value(
    "wake: visitor's first byte - probe passed on the host, p95",
    ["wake", "woken-app", "p95Ms"],
    atMost(1_200, 400),
  ),
  ratio("CPU of an unknown host", strangers("cpuUs"), "known-host", atMost(1.2, 1.2)),
  value("queries, 100,000 unknown hosts", strangers("queries"), atMost(0, 0)),
  value("heap grown, 100,000 unknown hosts", strangers("heapGrowthBytes"), atMost(5e6, 5e6)),
  value(
    "memory, 50,000 principals and 500 apps",
    ["memory", "gate-full", "keptBytes"],
    atMost(96 * mib, 64 * mib),
  ),
];

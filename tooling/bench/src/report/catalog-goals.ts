import { atLeast, atMost, type FigureOf, type Goal, ratio, value } from "./goal.ts";

const search = (size: string): FigureOf => ["search", `search-${size}`, "p99Ms"];
const across = (
  goal: string,
  ours: FigureOf,
  control: FigureOf,
  bounds: Pick<Goal, "must" | "aim">,
): Goal => ({
  ...{ goal, ours, control, by: "ratio" },
  ...bounds,
});

export const catalogGoals: readonly Goal[] = [
  ratio(
    "CPU of one change, 100,000 beside 1,000",
    ["change", "apply-100k", "cpuUs"],
    "apply-1k",
    atMost(3, 1.5),
  ),
  value(
    "longest turn of the event loop in a change, 100,000",
    ["change", "apply-100k", "stallMs"],
    atMost(20, 10),
  ),
  across(
    "CPU of a full load beside one change, 10,000",
    ["boot", "cold-10k", "cpuUs"],
    ["change", "apply-10k", "cpuUs"],
    atLeast(50, 200),
  ),
  across(
    "CPU of a start from its own file beside one without, 100,000",
    ["again", "warm-100k", "cpuUs"],
    ["boot", "cold-100k", "cpuUs"],
    atMost(0.25, 0.15),
  ),
  value("start from its own file, 100,000", ["again", "warm-100k", "p50Ms"], atMost(3_000, 3_000)),
  ratio("search p99 beside a scan, 10,000", search("10k"), "scan-10k", atMost(0.9, 0.5)),
  ratio("search p99 beside a scan, 100,000", search("100k"), "scan-100k", atMost(0.35, 0.2)),
  ratio("search p99 beside bm25, 100,000", search("100k"), "bm25-100k", atMost(0.6, 0.4)),
  ratio("search p99 beside MiniSearch, 100,000", search("100k"), "minisearch-100k", atMost(3, 1)),
  value(
    "longest turn of the event loop in a search, 100,000",
    ["search", "search-100k", "stallMs"],
    atMost(100, 20),
  ),
  ratio(
    "memory an app beside its parsed records, 100,000",
    ["memory", "heap-100k", "entryBytes"],
    "parsed-100k",
    atMost(0.35, 0.3),
  ),
  value(
    "memory grown in 1,000 reloads, 10,000",
    ["memory", "heap-10k", "growth"],
    atMost(0.05, 0.02),
  ),
  value(
    "changes of 1,000 generations, 10,000",
    ["changes", "changes-10k", "p50Ms"],
    atMost(200, 50),
  ),
  ratio(
    "one commit beside one in a flat folder, 100,000",
    ["layout", "sharded", "commitMs"],
    "flat",
    atMost(0.1, 0.02),
  ),
  value("nDCG@10 of judged queries", ["relevance", "ranked", "ndcg"], atLeast(0.9, 0.95)),
  ratio(
    "nDCG@10 beside alphabetical order",
    ["relevance", "ranked", "ndcg"],
    "alphabetical",
    atLeast(1.01, 1.05),
  ),
  ratio(
    "a push on all replicas, p50 beside its fetch",
    ["push", "push", "p50Ms"],
    "fetch",
    atMost(3, 2),
  ),
  ratio(
    "a push on all replicas, p99 beside its fetch",
    ["push", "push", "p99Ms"],
    "fetch",
    atMost(5, 3),
  ),
  value("a push on all replicas, p99, 10,000", ["push", "push", "p99Ms"], atMost(1_000, 150)),
  ratio(
    "answers a second with a push each second",
    ["reloads", "changing", "requestsPerSecond"],
    "still",
    atLeast(0.9, 0.95),
  ),
  ratio(
    "event loop delay p99 with a push each second",
    ["reloads", "changing", "delayP99Ms"],
    "still",
    atMost(2, 1.2),
  ),
  value(
    "longest turn of the event loop with a push each second",
    ["reloads", "changing", "stallMs"],
    atMost(100, 20),
  ),
  ratio(
    "saves a second beside a push for each commit",
    ["saves", "saves", "perSecond"],
    "pushes",
    atLeast(3, 5),
  ),
  value("saves a second", ["saves", "saves", "perSecond"], atLeast(10, 50)),
  ratio(
    "a reload of what is served, p50 beside a 401",
    ["answers", "loaded", "p50Ms"],
    "refused",
    atMost(3, 1.5),
  ),
  value("a reload of what is served, p99", ["answers", "loaded", "p99Ms"], atMost(100, 10)),
];

import { expect, test } from "vitest";
import { judgeFleet, type LiveReplica } from "./judge-fleet.ts";

function replica(more: Partial<LiveReplica> = {}): LiveReplica {
  return {
    app: "worker",
    version: "1.0.0",
    capacity: 2,
    poolMax: 20,
    isDraining: false,
    upMs: 3_600_000,
    ...more,
  };
}

const codes = (live: readonly LiveReplica[], allowed = 1_000) =>
  judgeFleet(live, allowed).map(({ code }) => code);

test("a fleet within its capacity, its connections and one version is warned of nothing", () => {
  expect(codes([])).toEqual([]);
  expect(codes([replica(), replica(), replica({ app: "web", version: "2.0.0" })])).toEqual([]);
});

test("more replicas of one app than the smallest capacity says are too many", () => {
  const three = [replica({ capacity: 3 }), replica({ capacity: 3 }), replica({ capacity: 2 })];
  expect(judgeFleet(three, 1_000)).toEqual([
    {
      code: "over-capacity",
      sentence:
        "3 replicas of worker run where HOMEPORT_MAX_REPLICAS says 2, so limits let more through than they say",
    },
  ]);
});

test("a replica that drains draws from no limit, but holds its connections", () => {
  const replaced = [replica(), replica(), replica({ isDraining: true })];
  expect(codes(replaced)).toEqual([]);
  expect(codes(replaced, 62)).toEqual(["connections"]);
  expect(codes(replaced, 63)).toEqual([]);
});

test("versions beside each other are a rolling restart for fifteen minutes, and forgotten afterwards", () => {
  const upgraded = (upMs: number) => [replica(), replica({ version: "1.1.0", upMs })];
  expect(codes(upgraded(15 * 60_000))).toEqual([]);
  expect(judgeFleet(upgraded(21 * 60_000), 1_000)).toEqual([
    { code: "mixed-versions", sentence: "worker has run 1.0.0 beside 1.1.0 for 21 min" },
  ]);
});

test("a restart of one of them does not make the mixture young again", () => {
  const live = [
    replica(),
    replica({ version: "1.1.0", upMs: 20 * 60_000 }),
    replica({ version: "1.1.0", upMs: 1_000, capacity: 3 }),
  ];
  expect(codes(live.map((one) => ({ ...one, capacity: 3 })))).toEqual(["mixed-versions"]);
});

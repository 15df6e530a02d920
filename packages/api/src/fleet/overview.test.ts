import type { ReplicaView } from "@homeport/db";
import { expect, test } from "vitest";
import { type FleetFacts, overviewOf } from "./overview.ts";

const at = new Date("2026-01-02T03:04:05Z");
const vitals: ReplicaView["vitals"] = {
  ...{
    pool: null,
    eventLoopLagMs: null,
    memoryBytes: null,
    feedGaps: null,
    clockOffsetMs: null,
    jobs: null,
    limits: null,
    tunnels: null,
  },
  ...{ feedAgeMs: 100, redisUp: true },
};

function replica(app: ReplicaView["app"], more: Partial<ReplicaView> = {}): ReplicaView {
  return {
    ...{ id: `${app}-1`, app, version: "1.0.0", hostname: "attic", pid: 7, opsUrl: null },
    ...{ state: "ready", startedAt: at, seenAt: at, drainAskedAt: null, capacity: 2, poolMax: 20 },
    ...{ schemaVersion: "0001", seenAgoMs: 100, upMs: 60_000, vitals },
    ...more,
  };
}

const whole = [replica("web"), replica("worker"), replica("relay")];

function facts(more: Partial<FleetFacts> = {}): FleetFacts {
  return {
    replicas: whole,
    postgres: { version: "18", sinceAt: at, now: at, connections: 3, connectionsAllowed: 190 },
    redis: { is: "up", version: "7", upMs: 1, memoryBytes: 1, evictionPolicy: "noeviction" },
    queues: [],
    wakes: [],
    hosts: 1,
    secretWarning: null,
    ...more,
  };
}

const codes = (more: Partial<FleetFacts>) => overviewOf(facts(more)).warnings.map((w) => w.code);

const queue = { queue: "upkeep", waiting: 1, active: 0, delayed: 0, failed: 0, done: 0 };

test("a whole fleet is three rows and no warning", () => {
  const { apps, warnings, redis } = overviewOf(facts());
  expect(warnings).toEqual([]);
  expect(apps.map(({ app, ready, lost, capacity }) => [app, ready, lost, capacity])).toEqual([
    ["web", 1, 0, 2],
    ["worker", 1, 0, 2],
    ["relay", 1, 0, 2],
  ]);
  expect(redis).toMatchObject({ is: "up", reachedBy: 3, askedOf: 3 });
});

test("a host that holds two tunnels at one relay counts as one host by two tunnels", () => {
  const relay = replica("relay", { vitals: { ...vitals, tunnels: 2 } });
  const lost = replica("relay", { id: "relay-2", state: "lost", vitals: relay.vitals });
  expect(overviewOf(facts({ replicas: [relay, lost] }))).toMatchObject({ hosts: 1, tunnels: 2 });
  const both = [relay, replica("relay", { id: "relay-3", vitals: { ...vitals, tunnels: 1 } })];
  expect(overviewOf(facts({ replicas: both })).tunnels).toBe(3);
  expect(overviewOf(facts()).tunnels).toBeNull();
});

test("what was refused is the sum of what live replicas say, and unknown where none says", () => {
  const refusing = (...counts: number[]) => ({
    ...vitals,
    limits: counts.map((refused, at) => ({
      ...{ name: `class-${at}`, rate: null, isFleet: false, refused, top: [] },
    })),
  });
  const web = replica("web", { vitals: refusing(2, 3) });
  const lost = replica("web", { id: "web-2", state: "lost", vitals: refusing(100) });
  const relay = replica("relay", { vitals: refusing(4) });
  expect(overviewOf(facts({ replicas: [web, lost, relay] })).refused).toBe(9);
  expect(overviewOf(facts({ replicas: [replica("web", { vitals: refusing(0) })] })).refused).toBe(
    0,
  );
  expect(overviewOf(facts()).refused).toBeNull();
});

test("what is lost or has stopped counts for nothing but its own column", () => {
  const old = { version: "0.9.0", capacity: 1, vitals: { ...vitals, feedAgeMs: 900_000 } };
  const replicas = [
    ...whole,
    replica("worker", { ...old, id: "gone", state: "lost" }),
    replica("worker", { ...old, id: "over", state: "stopped" }),
  ];
  const { apps, warnings } = overviewOf(facts({ replicas }));
  expect(apps[1]).toMatchObject({ ready: 1, lost: 1, capacity: 2, versions: ["1.0.0"] });
  expect(apps[1]?.feedAgeMs).toBe(100);
  expect(warnings).toEqual([]);
});

test("an app of which no replica is live is the first thing that is said", () => {
  const replicas = [replica("web"), replica("worker", { state: "lost" })];
  const { warnings, apps } = overviewOf(
    facts({ replicas, redis: { is: "away", forMs: 1 }, queues: null }),
  );
  expect(warnings.map(({ code }) => code)).toEqual(["none-live", "none-live", "redis-away"]);
  expect(warnings[0]?.sentence).toContain("No replica of worker");
  expect(apps[1]?.capacity).toBeNull();
});

test("a Redis that may throw jobs away is warned of", () => {
  const redis = { ...facts().redis, is: "up", evictionPolicy: "allkeys-lru" } as const;
  expect(codes({ redis: { version: "7", upMs: 1, memoryBytes: 1, ...redis } })).toEqual([
    "eviction",
  ]);
});

test("a secret that is being replaced is said last", () => {
  const { warnings } = overviewOf(facts({ secretWarning: "It is still set", replicas: [] }));
  expect(warnings.at(-1)).toEqual({
    ...{ code: "secret", sentence: "It is still set", runbook: "rotate-secret" },
  });
});

test("a replica whose feed is over two seconds old is named", () => {
  const stale = replica("web", { id: "web-2", vitals: { ...vitals, feedAgeMs: 2_001 } });
  const { warnings } = overviewOf(facts({ replicas: [...whole, stale] }));
  expect(warnings.map(({ sentence }) => sentence).join()).toContain("web-2");
});

test("a replica whose clock is over two seconds wrong is named, on either side", () => {
  const clocked = (app: ReplicaView["app"], clockOffsetMs: number) =>
    replica(app, { id: `${app}-2`, vitals: { ...vitals, clockOffsetMs } });
  const wrong = [clocked("worker", 3_600_000), clocked("relay", -2_001)];
  const replicas = [...whole, clocked("web", 2_000), ...wrong];
  expect(overviewOf(facts({ replicas })).warnings).toEqual([
    expect.objectContaining({
      code: "clock",
      sentence: expect.stringContaining("of worker-2 is 3600 s ahead of Postgres'"),
    }),
    expect.objectContaining({
      sentence: expect.stringContaining("of relay-2 is 2 s behind Postgres'"),
    }),
  ]);
});

test("the oldest work is a job that waits or a row that is due, and is late after a minute", () => {
  const wake = {
    name: "gallery.image",
    queue: "images",
    sweepEveryMs: 5_000,
    due: 1,
    isMore: false,
  };
  const young = overviewOf(facts({ queues: [{ ...queue, oldestWaitingMs: 59_000 }] }));
  expect(young.oldest).toEqual({ name: "upkeep", ms: 59_000 });
  expect(young.warnings).toEqual([]);
  const late = overviewOf(
    facts({
      queues: [{ ...queue, oldestWaitingMs: 59_000 }],
      wakes: [{ ...wake, oldestMs: 61_000 }],
    }),
  );
  expect(late.oldest).toEqual({ name: "gallery.image", ms: 61_000 });
  expect(late.warnings.map(({ code }) => code)).toEqual(["late"]);
});

test("too many replicas, too many connections and mixed versions are said here as in /readyz", () => {
  const many = [1, 2, 3].map((n) => replica("worker", { id: `worker-${n}`, upMs: 3_600_000 }));
  const mixed = replica("web", { id: "web-2", version: "1.1.0", upMs: 1_800_000 });
  const replicas = [replica("web", { upMs: 3_600_000 }), mixed, replica("relay"), ...many];
  const postgres = { ...facts().postgres, connectionsAllowed: 100 };
  expect(codes({ replicas, postgres })).toEqual(["over-capacity", "connections", "mixed-versions"]);
});

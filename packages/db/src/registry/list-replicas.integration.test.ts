import { createVirtualClock, silentLog, systemClock } from "@homeport/platform";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migratedDatabase, plainSql, testDb, testMetrics } from "../../test/fixture.ts";
import { openFeedConnection } from "../feed-connection.ts";
import { readPostgres } from "../postgres/read-postgres.ts";
import { askReplicaToDrain } from "./ask-replica-to-drain.ts";
import { listReplicas, readReplica } from "./list-replicas.ts";
import { type RegisterReplicaOptions, registerReplica } from "./register.ts";
import { countReady } from "./store.ts";
import { readVitals } from "./vitals.ts";

const stack = new AsyncDisposableStack();
let db: ReturnType<typeof testDb>;
let sql: ReturnType<typeof plainSql>;
let feed: ReturnType<typeof openFeedConnection>;

beforeAll(async () => {
  const { url } = stack.use(await migratedDatabase());
  db = stack.use(testDb(url));
  sql = stack.use(plainSql(url));
  const shared = { clock: systemClock, log: silentLog, metrics: testMetrics() };
  feed = stack.use(openFeedConnection({ url, app: "web", ...shared }));
});
afterAll(() => stack.disposeAsync());

async function register(id: string, more: Partial<RegisterReplicaOptions> = {}) {
  return stack.use(
    await registerReplica({
      ...{ id, app: "worker", version: "1.0.0", hostname: "attic", pid: 7, opsUrl: null },
      ...{ capacity: 2, poolMax: 20, schemaVersion: "0001", sql: feed },
      ...{ clock: createVirtualClock(), log: silentLog, metrics: testMetrics() },
      isStrict: false,
      readState: () => "ready",
      readVitals: () => ({}),
      onDrainAsked: () => undefined,
      ...more,
    }),
  );
}

const forget = (id: string) =>
  sql`UPDATE replicas SET seen_at = now() - interval '16 seconds' WHERE id = ${id}`;

test("a replica that never said that it stopped is lost after fifteen seconds", async () => {
  await register("seen");
  await register("lost");
  await forget("lost");
  await register("over", { readState: () => "stopped" });
  await forget("over");
  const states = (await listReplicas(db.orm)).map(({ id, state }) => [id, state]);
  expect(states).toEqual([
    ["seen", "ready"],
    ["lost", "lost"],
    ["over", "stopped"],
  ]);
  expect((await readReplica(db.orm, "lost"))?.seenAgoMs).toBeGreaterThanOrEqual(16_000);
  expect(await readReplica(db.orm, "nobody")).toBeNull();
});

test("vitals that this version does not know, or that are no figures, are read as unknown", async () => {
  const pool = { inUse: 1, waiting: 0, max: 20, later: true };
  const told = { pool, eventLoopLagMs: "much", feedAgeMs: null, jobs: { upkeep: { failed: 2 } } };
  await register("teller", { readVitals: () => told });
  expect((await readReplica(db.orm, "teller"))?.vitals).toEqual({
    pool: { inUse: 1, waiting: 0, max: 20 },
    eventLoopLagMs: null,
    memoryBytes: null,
    feedAgeMs: null,
    feedGaps: null,
    clockOffsetMs: null,
    redisUp: null,
    jobs: { upkeep: { failed: 2 } },
    limits: null,
    tunnels: null,
  });
});

test("of many who ask a replica to drain at once, one does", async () => {
  await register("drained");
  const asked = await Promise.all(
    Array.from({ length: 8 }, () => askReplicaToDrain(db.orm, "drained")),
  );
  expect(asked.filter(({ is }) => is === "asked")).toHaveLength(1);
  expect(asked.filter(({ is }) => is === "not-live")).toHaveLength(7);
});

test("only a replica that is seen, and neither drains nor has stopped, is asked to drain", async () => {
  await register("draining", { readState: () => "draining" });
  await register("starting", { readState: () => "starting" });
  await register("away");
  await forget("away");
  const answers = await Promise.all(
    ["draining", "starting", "away", "nobody"].map((id) => askReplicaToDrain(db.orm, id)),
  );
  expect(answers).toMatchObject([
    { is: "not-live", replica: { state: "draining" } },
    { is: "asked" },
    { is: "not-live", replica: { state: "lost" } },
    { is: "absent" },
  ]);
});

test("Postgres says its version, since when it runs, and how many connections it has left", async () => {
  const facts = await readPostgres(db.orm);
  expect(facts.version).toMatch(/^\d+/);
  expect(facts.sinceAt.getTime()).toBeLessThan(facts.now.getTime());
  expect(facts.connections).toBeGreaterThan(0);
  expect(facts.connectionsAllowed).toBeGreaterThan(10);
});

test.each([[null], ["words"], [7], [[]]])(
  "a record of vitals that is none tells nothing: %j",
  (stored) => {
    expect(Object.values(readVitals(stored)).every((value) => value === null)).toBe(true);
  },
);

test("replicas that are seen and ready are counted by their app", async () => {
  const before = await countReady(db.orm, "relay");
  await register("relay-ready", { app: "relay" });
  await register("relay-draining", { app: "relay", readState: () => "draining" });
  await register("relay-lost", { app: "relay" });
  await forget("relay-lost");
  expect(await countReady(db.orm, "relay")).toBe(before + 1);
});

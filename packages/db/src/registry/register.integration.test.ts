import { createVirtualClock, silentLog, systemClock } from "@homeport/platform";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migratedDatabase, plainSql, recordingLog, testMetrics } from "../../test/fixture.ts";
import { type FeedConnection, openFeedConnection } from "../feed-connection.ts";
import { type RegisterReplicaOptions, registerReplica, sweepReplicas } from "./register.ts";

let database: Awaited<ReturnType<typeof migratedDatabase>>;
let feed: FeedConnection;

beforeAll(async () => {
  database = await migratedDatabase();
  feed = openFeedConnection({
    url: database.url,
    app: "web",
    clock: systemClock,
    log: silentLog,
    metrics: testMetrics(),
  });
});

afterAll(async () => {
  await feed[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

function options(id: string, more: Partial<RegisterReplicaOptions> = {}): RegisterReplicaOptions {
  return {
    id,
    app: "web",
    version: "1.0.0",
    hostname: "attic",
    pid: 7,
    opsUrl: null,
    capacity: 2,
    poolMax: 20,
    schemaVersion: "0001_triggers",
    sql: feed,
    clock: createVirtualClock(),
    log: silentLog,
    metrics: testMetrics(),
    isStrict: false,
    readState: () => "ready",
    readVitals: () => ({ poolInUse: 1 }),
    onDrainAsked: () => undefined,
    ...more,
  };
}

test("a replica writes its row, renews it every five seconds, and says when it stops", async () => {
  const clock = createVirtualClock();
  let inUse = 1;
  const readVitals = () => ({ poolInUse: inUse });
  const replica = await registerReplica(options("w1", { clock, readVitals }));
  await using sql = plainSql(database.url);
  const read = () => sql`SELECT state, vitals FROM replicas WHERE id = 'w1'`;
  expect(await read()).toEqual([{ state: "ready", vitals: { poolInUse: 1 } }]);
  inUse = 9;
  await clock.advance(5_000);
  await expect.poll(read).toEqual([{ state: "ready", vitals: { poolInUse: 9 } }]);
  await replica[Symbol.asyncDispose]();
  expect(await read()).toMatchObject([{ state: "stopped" }]);
  expect(clock.pending()).toBe(0);
});

test("a row that somebody removed comes back with the next beat", async () => {
  await using replica = await registerReplica(options("w2"));
  await using sql = plainSql(database.url);
  await sql`DELETE FROM replicas WHERE id = 'w2'`;
  await replica.beat();
  expect(await sql`SELECT 1 FROM replicas WHERE id = 'w2'`).toHaveLength(1);
});

test("a replica that is asked to drain is told once", async () => {
  let asked = 0;
  const onDrainAsked = () => void asked++;
  await using replica = await registerReplica(options("w3", { onDrainAsked }));
  await using sql = plainSql(database.url);
  await sql`UPDATE replicas SET drain_asked_at = now() WHERE id = 'w3'`;
  await replica.beat();
  await replica.beat();
  expect(asked).toBe(1);
});

test("a process that starts under the name of one that was asked to drain is asked nothing", async () => {
  let asked = 0;
  const onDrainAsked = () => void asked++;
  const before = await registerReplica(options("fixed", { version: "1.0.0", pid: 7 }));
  await using sql = plainSql(database.url);
  await sql`UPDATE replicas SET drain_asked_at = now(), started_at = now() - interval '1 hour' WHERE id = 'fixed'`;
  await before[Symbol.asyncDispose]();
  await using after = await registerReplica(
    options("fixed", { version: "1.1.0", pid: 8, onDrainAsked }),
  );
  await after.beat();
  expect(asked).toBe(0);
  expect(
    await sql`SELECT version, pid, state, drain_asked_at, started_at > now() - interval '1 minute' AS young
      FROM replicas WHERE id = 'fixed'`,
  ).toEqual([{ version: "1.1.0", pid: 8, state: "ready", drain_asked_at: null, young: true }]);
});

test("vitals that are too large are left out, and the row is kept", async () => {
  const readVitals = () => ({ text: "x".repeat(9_000) });
  await using _replica = await registerReplica(options("w4", { readVitals }));
  await using sql = plainSql(database.url);
  expect(await sql`SELECT vitals FROM replicas WHERE id = 'w4'`).toEqual([{ vitals: {} }]);
});

test("a beat that fails is logged, and the next one is tried", async () => {
  const log = recordingLog();
  let broken = false;
  const query: FeedConnection["query"] = (text, params) =>
    broken ? Promise.reject(new Error("away")) : feed.query(text, params);
  await using replica = await registerReplica(options("w5", { log, sql: { query } }));
  broken = true;
  await replica.beat();
  broken = false;
  await replica.beat();
  expect(log.records.map((record) => record.message)).toEqual(["replica.beat-failed"]);
});

test("replicas whose pools together exceed what Postgres takes say so, for as long as they do", async () => {
  await using sql = plainSql(database.url);
  await sql`DELETE FROM replicas`;
  const [row] = await sql`SELECT current_setting('max_connections')::int - 10 AS allowed`;
  const allowed = Number(row?.["allowed"]);
  const fitting = await registerReplica(options("fits", { poolMax: allowed - 22 }));
  expect(fitting.readWarning("connections")).toBeNull();
  // 20 of its pool and one for the feed: the last connection there is.
  const last = await registerReplica(options("last"));
  expect(last.readWarning("connections")).toBeNull();
  const beyond = await registerReplica(options("beyond", { poolMax: 1 }));
  const told = `The replicas may hold ${allowed + 2} connections together, and Postgres has ${allowed} for them`;
  expect(beyond.readWarning("connections")).toBe(told);
  await fitting.beat();
  expect(fitting.readWarning("connections")).toBe(told);
  await beyond[Symbol.asyncDispose]();
  await fitting.beat();
  expect(fitting.readWarning("connections")).toBeNull();
  await sql`UPDATE replicas SET state = 'ready', seen_at = now() - interval '16 seconds' WHERE id = 'beyond'`;
  await fitting.beat();
  expect(fitting.readWarning("connections")).toBeNull();
});

test("more replicas of an app than it may have say so, each of them, in their metrics as well", async () => {
  await using sql = plainSql(database.url);
  await sql`DELETE FROM replicas`;
  const metrics = testMetrics();
  const measured = async () =>
    /fleet_warning\{.*"over-capacity".*\} (\d)/.exec(await metrics.text())?.[1];
  const alone = { app: "worker", capacity: 1 } as const;
  await using first = await registerReplica(options("one", { ...alone, metrics }));
  expect([first.readWarning("over-capacity"), await measured()]).toEqual([null, "0"]);
  const second = await registerReplica(options("two", alone));
  await first.beat();
  const told = /^2 replicas of worker run where HOMEPORT_MAX_REPLICAS says 1/;
  expect(first.readWarning("over-capacity")).toMatch(told);
  expect(second.readWarning("over-capacity")).toMatch(told);
  expect(await measured()).toBe("1");
  expect(await metrics.text()).toMatch(/^homeport_over_capacity(\{.*\})? 1$/m);
  expect(await metrics.text()).toMatch(/^homeport_max_replicas(\{.*\})? 1$/m);
  await second[Symbol.asyncDispose]();
  await first.beat();
  expect(await measured()).toBe("0");
});

test("replicas are counted by what they do, and one that ends without a word is told of once", async () => {
  await using sql = plainSql(database.url);
  await sql`DELETE FROM replicas`;
  const metrics = testMetrics();
  const log = recordingLog();
  await using watching = await registerReplica(options("watching", { metrics, log }));
  await using _other = await registerReplica(options("other", { app: "relay" }));
  await using _drains = await registerReplica(
    options("drains", { app: "relay", readState: () => "draining" }),
  );
  await watching.beat();
  const counted = async () =>
    [...(await metrics.text()).matchAll(/^homeport_replicas\{(.*)\} ([1-9]\d*)$/gm)]
      .map(
        ([, labels = "", count]) =>
          `${[...labels.matchAll(/(?:app|state)="(\w+)"/g)].map(([, one]) => one)} ${count}`,
      )
      .sort();
  expect(await counted()).toEqual(["relay,draining 1", "relay,serving 1", "web,serving 1"]);
  await sql`UPDATE replicas SET seen_at = now() - interval '16 seconds' WHERE id = 'other'`;
  for (let beats = 0; beats < 3; beats += 1) await watching.beat();
  expect(await counted()).toEqual(["relay,draining 1", "relay,lost 1", "web,serving 1"]);
  expect(log.records.filter(({ message }) => message === "replica.lost")).toHaveLength(1);
  const [ratio] =
    /db_budget_ratio(?:\{.*\})? ([\d.]+)$/m.exec(await metrics.text())?.slice(1) ?? [];
  const [row] = await sql`SELECT current_setting('max_connections')::int - 10 AS allowed`;
  expect(Number(ratio)).toBeCloseTo(42 / Number(row?.["allowed"]));
});

test("in production an app whose replicas may hold more connections than there are does not run", async () => {
  await using sql = plainSql(database.url);
  const [row] = await sql`SELECT current_setting('max_connections')::int - 10 AS allowed`;
  const capacity = Math.floor(Number(row?.["allowed"]) / 21);
  await using _fits = await registerReplica(options("fits", { capacity, isStrict: true }));
  const beyond = { capacity: capacity + 1 };
  await expect(
    registerReplica(options("beyond", { ...beyond, isStrict: true })),
  ).rejects.toMatchObject({
    code: "CONFIG_INVALID",
    lines: [expect.stringMatching(/^HOMEPORT_DB_POOL_MAX: is 20, so \d+ replicas .*\. Lower it/)],
  });
  expect(await sql`SELECT state FROM replicas WHERE id = 'beyond'`).toEqual([{ state: "stopped" }]);
  await using _warned = await registerReplica(options("beyond", beyond));
});

test("rows of replicas that have been gone for a day are swept, others stay", async () => {
  await using sql = plainSql(database.url);
  await using _live = await registerReplica(options("w6"));
  await using _gone = await registerReplica(options("w7"));
  await sql`UPDATE replicas SET seen_at = now() - interval '25 hours' WHERE id = 'w7'`;
  expect(await sweepReplicas(feed)).toBe(1);
  expect(await sql`SELECT id FROM replicas WHERE id IN ('w6', 'w7')`).toEqual([{ id: "w6" }]);
});

test("the feed connection is one, gives up after two seconds, and is named", async () => {
  const [row] = await feed.query(
    "SELECT current_setting('application_name') AS name, current_setting('statement_timeout') AS statement",
  );
  expect(row).toEqual({ name: "homeport-web-feed", statement: "2s" });
  await Promise.all(Array.from({ length: 5 }, () => feed.ping()));
  await using sql = plainSql(database.url);
  const [count] = await sql`SELECT count(*)::int AS n FROM pg_stat_activity
    WHERE application_name = 'homeport-web-feed' AND datname = current_database()`;
  expect(count?.["n"]).toBe(1);
});

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { migrate, openDb } from "@homeport/db";
import {
  createMetrics,
  deriveKeys,
  openBytes,
  sealBytes,
  silentLog,
  systemClock,
  systemRandom,
} from "@homeport/platform";
import {
  compiledBefore,
  type FreshDatabase,
  type FreshRedis,
  freshDatabase,
  freshRedis,
  waitFor,
} from "@homeport/testkit";
import { serverKeys } from "@homeport/vaults/sealed";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chooseCommand } from "./commands.ts";
import type { OpsPlace } from "./place.ts";
import { printAnswer } from "./print-answer.ts";
import { runCommand } from "./run-command.ts";

const entry = fileURLToPath(new URL("main.ts", import.meta.url));
let database: FreshDatabase;
let redis: FreshRedis;
let place: OpsPlace;

function open() {
  const metrics = createMetrics({ app: "test", version: "0" });
  const parts = { clock: systemClock, log: silentLog, metrics };
  return openDb({ url: database.url, app: "test", ...parts });
}

beforeAll(async () => {
  database = await freshDatabase();
  redis = await freshRedis();
  place = { databaseUrl: database.url, redisUrl: redis.url, named: {}, keys: null };
  await migrate({ url: database.url, log: silentLog });
  await using db = open();
  // Seen in an hour: however long this file takes, it is live.
  await db.sql.query(`INSERT INTO replicas
    (id, app, version, hostname, pid, state, capacity, pool_max, schema_version, seen_at)
    VALUES ('worker-1', 'worker', '1.0.0', 'attic', 7, 'ready', 1, 20, '0001', now() + interval '1 h')`);
});
afterAll(async () => {
  await redis[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

async function ops(words: string[], json = true, at = place): Promise<string> {
  const command = chooseCommand(words, { queue: undefined, state: undefined });
  if (command === null) throw new Error("There is no such command");
  return printAnswer(await runCommand(at, command), json);
}

test("lists are columns for people and JSON for programs", async () => {
  expect(await ops(["replicas"], false)).toMatch(/^id {8}app {5}version {2}state/);
  expect(JSON.parse(await ops(["replicas"]))).toMatchObject([{ id: "worker-1", state: "ready" }]);
  expect(await ops(["jobs", "list"])).toBe("[]\n");
  expect(await ops(["schedules"])).toBe("[]\n");
});

test("a drain marks the replica's row, is on record, and is refused the second time", async () => {
  expect(await ops(["drain", "worker-1"], false)).toMatch(/^worker-1 was asked to drain/);
  await expect(ops(["drain", "worker-1"])).rejects.toMatchObject({ code: "REPLICA_STATE" });
  await expect(ops(["jobs", "retry", "upkeep", "1"])).rejects.toMatchObject({
    code: "JOB_NOT_FOUND",
  });
  await using db = open();
  const rows = await db.sql.query(
    "SELECT actor_kind, action, target_id FROM audit_entries WHERE action = 'fleet.drain'",
  );
  expect(rows).toEqual([{ actor_kind: "system", action: "fleet.drain", target_id: "worker-1" }]);
});

test("a key is made an operator and is none any more, both on record, and nothing is done twice", async () => {
  const key = `ed25519:${"ab".repeat(32)}`;
  expect(await ops(["operator", "add", key], false)).toMatch(/is an operator: fleet\.read, /);
  await expect(ops(["operator", "add", key])).rejects.toMatchObject({ code: "ALREADY_OPERATOR" });
  await expect(ops(["operator", "add", "nobody@example.org"])).rejects.toMatchObject({
    code: "USER_NOT_FOUND",
  });
  expect(JSON.parse(await ops(["operators"]))).toMatchObject([{ keyId: key, kind: "key" }]);
  expect(await ops(["operator", "remove", key], false)).toMatch(/is no operator any more/);
  await expect(ops(["operator", "remove", key])).rejects.toMatchObject({
    code: "OPERATOR_NOT_FOUND",
  });
  await using db = open();
  const rows = await db.sql.query(
    "SELECT actor_id, action FROM audit_entries WHERE target_kind = 'operator' ORDER BY at",
  );
  expect(rows).toEqual([
    { actor_id: "ops", action: "operator.add" },
    { actor_id: "ops", action: "operator.revoke" },
  ]);
});

test("what left the audit log is in a file first, is on record, and was old enough", async () => {
  await using db = open();
  await db.sql.query(`INSERT INTO audit_entries (id, at, actor_kind, action, target_kind, target_id, outcome)
    VALUES ('old', now() - interval '500 days', 'system', 'test.act', 'k', 'i', 'success'),
      ('young', now() - interval '300 days', 'system', 'test.act', 'k', 'i', 'success')`);
  const folder = mkdtempSync(join(tmpdir(), "homeport-ops-"));
  const prune = async (daysAgo: number) => {
    const before = new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);
    const options = { ...{ queue: undefined, state: undefined }, before, to: join(folder, "kept") };
    const command = chooseCommand(["audit", "prune"], options);
    if (command === null) throw new Error("There is no such command");
    return printAnswer(await runCommand(place, command), false);
  };
  const left = () => db.sql.query("SELECT id FROM audit_entries WHERE action = 'test.act'");
  try {
    await expect(prune(399)).rejects.toMatchObject({ code: "AUDIT_KEPT" });
    expect(readdirSync(folder)).toEqual([]);
    expect(await prune(401)).toMatch(/^1 rows from before /);
    const text = readFileSync(join(folder, "kept"), "utf8");
    expect(
      text
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toMatchObject([{ id: "old" }]);
    expect(await left()).toEqual([{ id: "young" }]);
    const sha256 = createHash("sha256").update(text).digest("hex");
    expect(
      await db.sql.query("SELECT actor_id, detail FROM audit_entries WHERE action = 'audit.prune'"),
    ).toEqual([{ actor_id: "ops", detail: { rows: 1, sha256 } }]);
    // Nothing that was written out is written over.
    await expect(prune(401)).rejects.toMatchObject({ code: "EEXIST" });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("without Redis, jobs are refused and leases are not", async () => {
  const away = { ...place, redisUrl: null };
  await expect(ops(["jobs", "list"], true, away)).rejects.toMatchObject({ code: "QUEUES_AWAY" });
  expect(await ops(["leases"], true, away)).toBe("[]\n");
});

test("a rotation of the secret is shown, done at once, on record, and then over", async () => {
  await using db = open();
  const old = "the secret of last year, 0123456789abcdef";
  const fresh = "the secret of this year, 0123456789abcdef";
  const row = { column: serverKeys, rowId: "0011223344556677" };
  const sealed = sealBytes(
    { keys: deriveKeys(old), random: systemRandom },
    row,
    Buffer.from("a private key"),
  );
  await db.sql.query(
    `INSERT INTO vault_server_keys (id, public_key, private_sealed, created_at_ms)
     VALUES ($1, decode(repeat('00', 32), 'hex'), $2, 0)`,
    [row.rowId, sealed],
  );
  const both = { ...place, keys: deriveKeys(fresh, old) };
  const answers = async (...words: string[]) => {
    const command = chooseCommand(words, { queue: undefined, state: undefined });
    if (command === null) throw new Error("There is no such command");
    const answer = await runCommand(both, command);
    return [printAnswer(answer, false), answer.isPending ?? false];
  };
  expect(await answers("secret", "status")).toEqual([
    expect.stringMatching(/vault_server_keys +private_sealed +[0-9a-f]{8} +previous +1\n$/),
    true,
  ]);
  // A replica of the test is live, and does not say that it signs under the new secret.
  expect(await answers("secret", "rewrap")).toEqual([
    expect.stringContaining("1 replicas do not sign under this secret yet"),
    true,
  ]);
  await db.sql.query("UPDATE replicas SET state = 'stopped'");
  expect(await answers("secret", "rewrap")).toEqual(["1 rows were sealed again.\n", false]);
  expect((await answers("secret", "status"))[1]).toBe(false);
  const [kept] = await db.sql.query("SELECT private_sealed FROM vault_server_keys");
  const raw = kept?.["private_sealed"];
  if (!(raw instanceof Uint8Array)) throw new Error("bytes are bytes");
  const opened = openBytes(deriveKeys(fresh), row, raw);
  expect(opened?.toString()).toBe("a private key");
  const audited = await db.sql.query(
    "SELECT target_id, detail FROM audit_entries WHERE action = 'secret.rewrap'",
  );
  expect(audited).toMatchObject([{ target_id: both.keys.kid, detail: { rewrapped: 1 } }]);
  await expect(ops(["secret", "status"])).rejects.toMatchObject({ code: "CONFIG_INVALID" });
});

const source = () => ({
  ...{ DATABASE_URL: database.url, REDIS_URL: redis.url, HOMEPORT_STAGE: "test" },
  HOMEPORT_SECRET: "a secret of nobody, 0123456789abcdef",
});

async function typed(words: string[], more: Parameters<typeof runCommand>[2] = {}, given = {}) {
  const command = chooseCommand(words, { queue: undefined, state: undefined, ...given });
  if (command === null) throw new Error("There is no such command");
  return await runCommand(place, command, { source: source(), ...more });
}

test("a check says what a start would refuse, and a share of connections that cannot be is refused", async () => {
  const fine = await typed(["check"]);
  expect(fine.isPending).toBe(false);
  expect(JSON.stringify(fine)).toContain("1 × (20 + 1) of");
  const many = { ...source(), HOMEPORT_REPLICA_CAPACITY: "1000" };
  await expect(typed(["check"], { source: many })).rejects.toMatchObject({
    lines: [expect.stringContaining("HOMEPORT_DB_POOL_MAX: is 20, so 1000 replicas")],
  });
  const wrong = { ...source(), HOMEPORT_STAGE: "prd" };
  await expect(typed(["check"], { source: wrong })).rejects.toMatchObject({
    lines: expect.arrayContaining([expect.stringMatching(/^HOMEPORT_STAGE: /)]),
  });
});

test("the configuration is printed as it was taken, without a secret", async () => {
  const printed = JSON.stringify(await typed(["config", "print"]));
  expect(printed).toContain('{"name":"HOMEPORT_SECRET","origin":"environment","value":"set"}');
  expect(printed).toContain('"name":"HOMEPORT_STAGE","origin":"environment","value":"test"');
  expect(printed).not.toContain(source().HOMEPORT_SECRET);
});

test("migrations that wait are listed, and applied once", async () => {
  await using empty = await freshDatabase();
  const at = { ...place, databaseUrl: empty.url };
  const run = async (options: object) => {
    const command = chooseCommand(["migrate"], { queue: undefined, state: undefined, ...options });
    const answer = command === null ? null : await runCommand(at, command);
    if (answer === null || !("rows" in answer)) throw new Error("no rows");
    return { count: answer.rows.length, isPending: answer.isPending };
  };
  const { count, isPending } = await run({ check: true });
  expect([count > 10, isPending]).toEqual([true, true]);
  expect(await run({ contract: true })).toEqual({ count, isPending: false });
  expect(await run({ check: true })).toEqual({ count: 0, isPending: false });
  expect(await run({})).toEqual({ count: 0, isPending: false });
});

test("the feed is told as it comes, until it is stopped", async () => {
  const stop = new AbortController();
  const rows: Readonly<Record<string, unknown>>[] = [];
  const print = (row: Readonly<Record<string, unknown>>) => void rows.push(row);
  const tailing = typed(["feed", "tail"], { print, signal: stop.signal });
  await using db = open();
  const note = () => db.sql.query("INSERT INTO changes (topic, key) VALUES ('config', 'told')");
  const isHeard = async () => {
    await note();
    return rows.some(({ topic, key }) => topic === "config" && key === "told");
  };
  await waitFor(isHeard, { deadlineMs: 15_000, everyMs: 200 });
  stop.abort();
  expect(await tailing).toEqual({ done: expect.stringMatching(/^[1-9]\d* changes were heard\.$/) });
});

test.each([
  [],
  ["jobs"],
  ["secret"],
  ["secret", "what"],
  ["drain"],
  ["replicas", "more"],
  ["jobs", "retry", "q"],
  ["constructor"],
  ["operator", "add"],
  ["operator", "add", "ed25519:ab"],
  ["operator", "make", "a@example.org"],
])("%j is no command", (...words) => {
  expect(chooseCommand(words, { queue: undefined, state: undefined })).toBeNull();
});

test("the command exits with 1 when it is refused, 2 when it is called wrongly, 3 when a rotation is unfinished", async () => {
  const env = {
    ...compiledBefore(),
    ...{ DATABASE_URL: database.url, REDIS_URL: redis.url, NODE_ENV: "production" as const },
    HOMEPORT_SECRET: "a secret of nobody, 0123456789abcdef",
  };
  const run = (...args: string[]) =>
    new Promise<string>((resolve) => {
      execFile(process.execPath, [entry, ...args], { env }, (error, _stdout, stderr) => {
        resolve(`${error?.code} ${stderr.split("\n")[0]}`);
      });
    });
  const [refused, misused, unfinished] = await Promise.all([
    run("drain", "nobody"),
    run("leases", "--what"),
    run("secret", "status"),
  ]);
  expect(refused).toMatch(/^1 There is no such replica.* \(REPLICA_NOT_FOUND\)$/);
  // What the file has sealed by now is sealed under another secret than this one.
  expect(unfinished).toMatch(/^3 /);
  expect(misused).toBe("2 Usage: pnpm ops COMMAND [--json] [--data FOLDER]");
});

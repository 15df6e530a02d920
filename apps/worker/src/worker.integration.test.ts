import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath, pathToFileURL } from "node:url";
import { deriveKeys, openBytes, sealBytes, systemRandom } from "@homeport/platform";
import {
  freshDatabase,
  type OwnStore,
  ownRedis,
  type SpawnedApp,
  spawnApp,
  waitFor,
} from "@homeport/testkit";
import { type S3Server, startS3Server } from "@homeport/testkit/s3-server";
import { serverKeys } from "@homeport/vaults/sealed";
import { Redis } from "ioredis";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";

const entry = fileURLToPath(new URL("./testing/quick-main.ts", import.meta.url));
const realEntry = fileURLToPath(new URL("./main.ts", import.meta.url));
const secret = "an integration test secret, 0123456789abcdef";

const storage = mkdtempSync(join(tmpdir(), "homeport-worker-"));

const hourMs = 3_600_000;

let redis: OwnStore;
let admin: Redis;
let sql: postgres.Sql;
let databaseUrl: string;
const closing: AsyncDisposable[] = [];

beforeAll(async () => {
  const database = await freshDatabase();
  redis = await ownRedis();
  closing.push(database, redis);
  databaseUrl = database.url;
  sql = postgres(databaseUrl, { max: 2, onnotice: () => undefined });
  admin = new Redis(redis.url);
  admin.on("error", () => undefined);
});
afterAll(async () => {
  rmSync(storage, { recursive: true, force: true });
  admin.disconnect();
  await sql.end({ timeout: 1 });
  for (const resource of closing.toReversed()) await resource[Symbol.asyncDispose]();
});

function startWorker(env: Record<string, string> = {}, program = entry): SpawnedApp {
  return spawnApp({
    entry: program,
    env: {
      HOMEPORT_STAGE: "test",
      HOMEPORT_SECRET: secret,
      HOMEPORT_OPS_ADDR: "127.0.0.1:0",
      HOMEPORT_DRAIN_DELAY_MS: "0",
      HOMEPORT_STORAGE: pathToFileURL(storage).href,
      HOMEPORT_LOG_LEVEL: "debug",
      HOMEPORT_LOG_FORMAT: "json",
      DATABASE_URL: databaseUrl,
      REDIS_URL: redis.url,
      ...env,
    },
  });
}

function records(worker: SpawnedApp): Record<string, unknown>[] {
  return worker.lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
}

function bucketEnv({ url, credentials }: S3Server): Record<string, string> {
  return {
    HOMEPORT_STORAGE: url,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };
}

async function opsUrlOf(): Promise<string> {
  return waitFor(
    async () => {
      const [row] =
        await sql`SELECT ops_url FROM replicas WHERE app = 'worker' AND state = 'ready'`;
      return row === undefined ? null : String(row["ops_url"]);
    },
    { deadlineMs: 30_000, what: "a ready worker in the registry" },
  );
}

async function scheduleKeys(): Promise<string[]> {
  return (await admin.zrange("homeport:q:upkeep:repeat", "0", "-1")).sort();
}

const scheduled = [
  "auth.sweep",
  "fleet.sweep",
  "gallery.copies",
  "gallery.deletions",
  "gallery.old-recipes",
  "gallery.runs-forget",
  "gallery.storage-sweep",
  "gallery.trash",
  "gallery.uploads-expire",
  "gate.sweep",
  "gate.verify-addresses",
  "hosts.expire-operations",
  "hosts.reconcile-presence",
  "hosts.stop-idle",
  "hosts.sweep",
  "schema.contract",
  "secret.rewrap",
  "vaults.expire",
  "vaults.retention",
  "vaults.verify",
];
/** With one secret alone, and no migration that waits, these have nothing to do and take no lease. */
const idle = new Set(["schema.contract", "secret.rewrap"]);
const underLeases = scheduled.filter((name) => !idle.has(name));

describe("the worker", () => {
  it("runs its schedules, has them back after a flush, and ends with exit code 0 on SIGTERM", async () => {
    await using worker = startWorker();
    const opsUrl = await opsUrlOf();
    const readiness = await fetch(`${opsUrl}/readyz`);
    expect(readiness.status).toBe(200);
    const { checks } = z
      .object({ checks: z.array(z.object({ name: z.string(), ok: z.boolean() })) })
      .parse(await readiness.json());
    expect(checks.map(({ name, ok }) => [name, ok])).toEqual([
      ["postgres", true],
      ["redis", true],
      ["storage", true],
      ["decoder", true],
      ["disk", true],
    ]);

    await waitFor(
      async () => {
        const rows = await sql`SELECT name FROM leases WHERE last_done_at IS NOT NULL`;
        const done = new Set(rows.map(({ name }) => String(name)));
        const missing = underLeases.filter((name) => !done.has(name));
        if (missing.length > 0) throw new Error(`Not yet: ${missing.join(", ")}`);
        return true;
      },
      { deadlineMs: 20_000, what: "each upkeep task has run once" },
    );
    expect(await scheduleKeys()).toEqual(scheduled);

    await admin.flushall();
    await waitFor(async () => (await scheduleKeys()).length === scheduled.length, {
      deadlineMs: 10_000,
      what: "the schedules are back",
    });

    worker.kill("SIGTERM");
    expect(await worker.exited).toEqual({ code: 0, signal: null });
    const [row] = await sql`SELECT state FROM replicas WHERE app = 'worker'`;
    expect(row?.["state"]).toBe("stopped");
    const held = await sql`SELECT name FROM leases WHERE lease_until > clock_timestamp()`;
    expect(held).toHaveLength(0);
  });

  it.each<[what: string, env: Record<string, string>, said: Record<string, unknown>]>([
    ["stores and a folder of others", { HOMEPORT_MAX_REPLICAS: "3" }, { maxReplicas: 3 }],
    [
      "stores of `pnpm start`",
      { HOMEPORT_EMBEDDED: "database,redis" },
      { database: "embedded", redis: "embedded" },
    ],
    ["a bucket", { HOMEPORT_STORAGE: "s3" }, { storage: "s3" }],
    [
      "a folder that all share",
      { HOMEPORT_STORAGE: `${pathToFileURL(storage).href}?shared=1` },
      { storage: "shared-folder" },
    ],
  ])("says once how it coordinates, from what was resolved: %s", async (_what, env, said) => {
    await using bucket = env["HOMEPORT_STORAGE"] === "s3" ? await startS3Server() : undefined;
    await using worker = startWorker({ ...env, ...(bucket && bucketEnv(bucket)) });
    await worker.line((line) => line.includes('"replica.ready"'));
    worker.kill("SIGTERM");
    await worker.exited;
    const lines = records(worker).filter((record) => record["msg"] === "coordination");
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      app: "worker",
      mode: "shared",
      database: "external",
      redis: "external",
      storage: "local-folder",
      stage: "test",
      maxReplicas: 1,
      secret: "configured",
      ...said,
    });
  });

  it("refuses to coordinate in memory, whatever its stores are, before anything is opened", async () => {
    const own = { HOMEPORT_EMBEDDED: "database,redis", HOMEPORT_COORDINATION: "memory" };
    const worker = startWorker(own, realEntry);
    expect(await worker.exited).toEqual({ code: 78, signal: null });
    expect(worker.lines).toEqual([expect.stringMatching(/^HOMEPORT_COORDINATION: is memory, /)]);
  });

  it("sweeps what has ended and leaves what has not", async () => {
    await sql`
      INSERT INTO challenges (realm, challenge_digest, principal, payload, expires_at)
      SELECT 'signer', sha256(n::text::bytea), 'p', '{}', now() + (n || ' min')::interval
      FROM generate_series(-3, 3) AS n`;
    await sql`
      INSERT INTO key_sessions (realm, token_digest, principal, subject, expires_at)
      SELECT 'signer', sha256(n::text::bytea), 'p', '{}', now() + (n || ' min')::interval
      FROM generate_series(-3, 3) AS n`;
    await sql`UPDATE leases SET last_done_at = NULL WHERE name = 'fleet.sweep'`;
    await admin.flushall();
    await using _ = startWorker();
    const left = async (table: string) =>
      Number((await sql.unsafe(`SELECT count(*)::int AS n FROM ${table}`))[0]?.["n"]);
    await waitFor(async () => (await left("challenges")) === 3, { deadlineMs: 20_000 });
    await waitFor(async () => (await left("key_sessions")) === 3, { deadlineMs: 5_000 });
  });

  it("ends what is over, holds its leases and leaves its schedules by Postgres' clock, though its own is an hour ahead", async () => {
    await sql`DELETE FROM replicas`;
    await sql`DELETE FROM challenges`;
    await sql`
      INSERT INTO challenges (realm, challenge_digest, principal, payload, expires_at)
      SELECT 'signer', sha256(n::text::bytea), 'p', '{}', now() + (n || ' min')::interval
      FROM generate_series(-30, 30) AS n WHERE n <> 0`;
    await sql`UPDATE leases SET last_done_at = NULL, lease_until = '-infinity'`;
    await admin.flushall();
    const sweptAgoS = async () => {
      const [row] = await sql`
        SELECT extract(epoch FROM clock_timestamp() - last_done_at)::float8 AS ago
        FROM leases WHERE name = 'fleet.sweep' AND last_done_at IS NOT NULL`;
      return row === undefined ? null : Number(row["ago"]);
    };
    const nextMs = async () =>
      Number(await admin.zscore("homeport:q:upkeep:repeat", "fleet.sweep"));

    await using ahead = startWorker({ HOMEPORT_TEST_CLOCK_OFFSET_MS: String(hourMs) });
    await waitFor(sweptAgoS, { deadlineMs: 20_000, what: "a sweep by the wrong clock" });
    const [left] =
      await sql`SELECT count(*)::int AS n, min(expires_at) > now() AS valid FROM challenges`;
    expect(left).toEqual({ n: 30, valid: true });
    expect(Math.abs((await sweptAgoS()) ?? Number.NaN)).toBeLessThan(30);
    const held = await sql`SELECT name FROM leases WHERE lease_until > now() + interval '1 minute'`;
    expect(held).toEqual([]);
    // The control: it is an hour ahead indeed, says so, and has set the schedule by that.
    await waitFor(
      async () => {
        const [row] = await sql`
          SELECT (vitals->>'clockOffsetMs')::float8 AS offset_ms FROM replicas WHERE app = 'worker'`;
        return Math.abs(Number(row?.["offset_ms"]) - hourMs) < 60_000;
      },
      { deadlineMs: 15_000, what: "a row that tells of the offset" },
    );
    await waitFor(async () => (await nextMs()) > Date.now() + hourMs / 2, { deadlineMs: 15_000 });
    ahead.kill("SIGTERM");
    await ahead.exited;

    await sql`UPDATE leases SET last_done_at = NULL WHERE name = 'fleet.sweep'`;
    await using _right = startWorker();
    await waitFor(sweptAgoS, { deadlineMs: 20_000, what: "a sweep by the right clock" });
    expect(await nextMs()).toBeLessThan(Date.now() + hourMs / 2);
  }, 60_000);

  it("shows counts of queues and apps in its metrics", async () => {
    await sql`DELETE FROM replicas`;
    await using _ = startWorker();
    const opsUrl = await opsUrlOf();
    const text = await waitFor(
      async () => {
        const metrics = await (await fetch(`${opsUrl}/metrics`)).text();
        const counts = ['homeport_jobs{name="upkeep",state="delayed"}', "homeport_apps{"];
        return counts.every((count) => metrics.includes(count)) ? metrics : null;
      },
      { deadlineMs: 20_000 },
    );
    expect(text).toMatch(/homeport_jobs\{name="upkeep",state="failed"\} 0/);
    expect(text).toMatch(/homeport_apps\{status="running"\} 0/);
    expect(text).toContain("homeport_redis_up 1");
  });

  it("serves and is ready without Redis, warns of it, and stops cleanly all the same", async () => {
    await sql`DELETE FROM replicas`;
    await redis.stop("kill");
    try {
      await using worker = startWorker();
      const opsUrl = await opsUrlOf();
      const answer = await fetch(`${opsUrl}/readyz`);
      expect(answer.status).toBe(200);
      expect(JSON.stringify(await answer.json())).toContain("Redis is away");
      worker.kill("SIGTERM");
      expect(await worker.exited).toEqual({ code: 0, signal: null });
    } finally {
      await redis.start();
    }
  });

  it("drains when its row asks for it", async () => {
    await sql`DELETE FROM replicas`;
    await using worker = startWorker();
    await opsUrlOf();
    await sql`UPDATE replicas SET drain_asked_at = now() WHERE app = 'worker'`;
    expect(await worker.exited).toEqual({ code: 0, signal: null });
  });

  it("seals again what the previous secret sealed, and refuses a start that could not read it", async () => {
    await sql`DELETE FROM replicas`;
    await admin.flushall();
    const next = "the next integration secret, 0123456789abcdef";
    const place = { column: serverKeys, rowId: "0011223344556677" };
    const old = { keys: deriveKeys(secret), random: systemRandom };
    const sealed = sealBytes(old, place, Buffer.from("a private key"));
    await sql`
      INSERT INTO vault_server_keys (id, public_key, private_sealed, created_at_ms)
      VALUES (${place.rowId}, ${Buffer.alloc(32)}, ${sealed}, 0)`;
    const read = async () => {
      const [row] = await sql`SELECT private_sealed FROM vault_server_keys`;
      return (
        openBytes(deriveKeys(next), place, Buffer.from(row?.["private_sealed"]))?.toString() ?? null
      );
    };

    const early = startWorker({ HOMEPORT_SECRET: next });
    expect(await early.exited).toEqual({ code: 78, signal: null });
    const said = early.lines.join("\n");
    expect(said).toContain(`1 of vault_server_keys.private_sealed under secret ${old.keys.kid}`);
    expect(said).toContain("HOMEPORT_SECRET_PREVIOUS");
    expect(said).not.toContain(next);

    await using _ = startWorker({ HOMEPORT_SECRET: next, HOMEPORT_SECRET_PREVIOUS: secret });
    const readiness = await (await fetch(`${await opsUrlOf()}/readyz`)).text();
    expect(readiness).toContain("HOMEPORT_SECRET_PREVIOUS");
    await waitFor(read, { deadlineMs: 20_000, what: "the row is sealed again" });
    expect(await read()).toBe("a private key");
    await sql`DELETE FROM vault_server_keys`;
  });

  it("refuses a chain whose endpoint serves another with exit code 78, and starts where one only does not answer", async () => {
    let answers = true;
    const endpoint = createServer(async (request, response) => {
      const asked: { id: number }[] = JSON.parse(await text(request));
      response.statusCode = answers ? 200 : 503;
      response.end(JSON.stringify(asked.map(({ id }) => ({ jsonrpc: "2.0", id, result: "0x1" }))));
    });
    await new Promise<void>((resolve) => endpoint.listen(0, "127.0.0.1", resolve));
    const { port } = endpoint.address() as AddressInfo;
    const chains = { 10: { rpcUrls: [`http://127.0.0.1:${port}/a-secret-key`] } };
    const env = { HOMEPORT_VAULT_CHAINS: JSON.stringify(chains) };
    try {
      await using refused = startWorker(env);
      expect(await refused.exited).toEqual({ code: 78, signal: null });
      const said = refused.lines.join("\n");
      expect(said).toContain("HOMEPORT_VAULT_CHAINS: names endpoint 1 for chain 10");
      answers = false;
      await sql`DELETE FROM replicas`;
      await using started = startWorker(env);
      await opsUrlOf();
      started.kill("SIGTERM");
      expect(await started.exited).toEqual({ code: 0, signal: null });
      expect(`${said}${started.lines.join("\n")}`).not.toContain("a-secret-key");
    } finally {
      endpoint.close();
    }
  });

  it("ends with exit code 75 when it may not migrate and a migration is missing", async () => {
    await using database = await freshDatabase();
    const env = { DATABASE_URL: database.url, HOMEPORT_MIGRATE: "off" };
    const worker = startWorker(env, realEntry);
    expect(await worker.exited).toEqual({ code: 75, signal: null });
    expect(worker.lines.join("\n")).toContain("MIGRATION_PENDING");
  });

  it("refuses a wrong configuration with every problem and exit code 78, before anything is opened", async () => {
    const worker = startWorker(
      { HOMEPORT_STAGE: "prodd", HOMEPORT_MAX_REPLICAS: "2.5", HOMEPORT_SECRET: "short" },
      realEntry,
    );
    expect(await worker.exited).toEqual({ code: 78, signal: null });
    for (const name of ["HOMEPORT_STAGE", "HOMEPORT_MAX_REPLICAS", "HOMEPORT_SECRET"]) {
      expect(worker.lines.some((line) => line.startsWith(`${name}: `))).toBe(true);
    }
    expect(worker.lines.join("\n")).not.toContain("short ");
  });
});

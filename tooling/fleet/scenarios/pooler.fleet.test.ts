import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type FeedSubscriber,
  type LeaseDeps,
  noteChange,
  openFeed,
  withLease,
} from "@homeport/coordination";
import { createSqlPort, type Db, migrate, openDb, openFeedConnection, type Tx } from "@homeport/db";
import { createMetrics, silentLog, systemClock, systemRandom } from "@homeport/platform";
import { startKeeper } from "@homeport/services";
import { freshDatabase, needs, waitFor } from "@homeport/testkit";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { sendRequest } from "../src/load/send-request.ts";
import { openConsoleBrowser } from "../src/product/console-browser.ts";
import { startHomeport } from "../src/product/start-homeport.ts";
import { type Pooler, startPooler } from "../src/stores/start-pooler.ts";
import { startTarget } from "../src/target/target.ts";

const portBase = 27_400;
const deadlineMs = 20_000;
const about = { app: "pooler", version: "0.0.0" };

describe("behind PgBouncer in transaction mode", () => {
  const needed = needs("pgbouncer");
  let stack: AsyncDisposableStack;
  let directUrl: string;
  let pooler: Pooler;

  beforeAll(async () => {
    stack = new AsyncDisposableStack();
    if (needed.skip) return;
    const folder = mkdtempSync(join(tmpdir(), "homeport-pooler-"));
    stack.defer(() => rmSync(folder, { recursive: true, force: true }));
    chmodSync(folder, 0o755);
    const keeper = stack.use(startKeeper());
    directUrl = stack.use(await freshDatabase()).url;
    pooler = stack.use(await startPooler(directUrl, folder, keeper));
  });
  afterAll(() => stack.disposeAsync(), 60_000);

  const common = () => ({
    ...{ clock: systemClock, random: systemRandom, log: silentLog },
    metrics: createMetrics(about),
  });
  const openAt = (url: string, pooled = true, poolMax = 3): Db =>
    openDb({ url, app: "pooler", pooled, poolMax, statementTimeoutMs: 7_000, ...common() });

  test("the product starts, migrates past it, and serves people, visitors and vaults", {
    ...needed,
    timeout: 240_000,
  }, async () => {
    await using target = await startTarget();
    await using homeport = await startHomeport({
      ...{ portBase, web: 2, relay: 1 },
      env: {
        DATABASE_URL: pooler.url,
        DATABASE_DIRECT_URL: directUrl,
        HOMEPORT_DB_POOLED: "true",
      },
    });
    const [first = "", second = ""] = homeport.webUrls;
    const person = openConsoleBrowser(homeport.webUrl);
    await person.post(first, "/api/auth/sign-in/email", homeport.admin);
    const isIn = async (url: string) => (await person.query(url, "session.me")).body !== null;
    expect([await isIn(first), await isIn(second)]).toEqual([true, true]);

    await homeport.expose(Number(new URL(target.url).port), "pooled");
    const host = `pooled.${new URL(homeport.appsUrl).host}`;
    const visitor = { port: Number(new URL(homeport.appsUrl).port), relayOf: () => null };
    const ask = () => sendRequest(visitor, { id: "one", method: "GET", host });
    await waitFor(async () => (await ask()).status === 200, { deadlineMs });

    // Workers take the vault's row, prove their fence and write: three changes of the sample become history.
    const isHistory = async () => {
      const vault = await person.get(second, `/api/v1/vaults/${homeport.sampleVault.vaultId}`);
      const { state, head } = vaultSchema.parse(vault.body);
      return state === "canonical" && head.nonce >= 3;
    };
    await waitFor(isHistory, { deadlineMs, what: "the sample's changes are history" });

    const copy = person.copy();
    expect((await person.post(second, "/api/auth/sign-out", {})).status).toBe(200);
    for (const url of [first, second]) {
      const isOut = async () => (await copy.query(url, "session.me")).body === null;
      await waitFor(isOut, { deadlineMs: 5_000, everyMs: 100 });
    }
  });

  describe("where all have one connection in turn", () => {
    beforeAll(async () => {
      if (needed.skip) return;
      await migrate({ url: directUrl, log: silentLog });
      await lookAt(directUrl, "CREATE TABLE IF NOT EXISTS effects (fence bigint NOT NULL)");
    });

    test(
      "what one is held to reaches nobody else, and no statement stays prepared",
      needed,
      async () => {
        await using db = openAt(pooler.narrowUrl);
        const setting = "SELECT current_setting('statement_timeout') AS value";
        expect(await db.sql.query(setting)).toEqual([{ value: "7s" }]);
        const inside = await db.system("look", (tx) => db.within(tx).query(setting));
        expect(inside).toEqual([{ value: "7s" }]);
        await db.sql.query("SELECT $1::int AS one", [1]);
        expect(await leftBehind()).toEqual({ settings: [], prepared: 0, locks: 0 });
      },
    );

    test("control: what belongs to a session is found by whoever comes next", needed, async () => {
      await lookAt(pooler.narrowUrl, "SET SESSION statement_timeout = '9s'");
      await lookAt(pooler.narrowUrl, "PREPARE kept AS SELECT 1");
      await lookAt(pooler.narrowUrl, "SELECT pg_advisory_lock(1)");
      expect(await leftBehind()).toEqual({
        settings: ["statement_timeout"],
        prepared: 1,
        locks: 1,
      });
      await lookAt(pooler.narrowUrl, "DISCARD ALL");
      expect(await leftBehind()).toEqual({ settings: [], prepared: 0, locks: 0 });
    });

    test("control: a process that is not told of the pooler is refused by it", needed, async () => {
      await using db = openAt(pooler.narrowUrl, false);
      await expect(db.sql.query("SELECT 1")).rejects.toMatchObject({ code: "STORE_DOWN" });
    });

    test(
      "permits hold: forty statements of a process are three at a time, and all are answered",
      needed,
      async () => {
        await using other = openAt(pooler.narrowUrl);
        await using db = openAt(pooler.narrowUrl);
        const holds = Promise.withResolvers<void>();
        const mayEnd = Promise.withResolvers<void>();
        const held = other.system("hold", async (tx) => {
          await other.within(tx).query("SELECT 1");
          holds.resolve();
          await mayEnd.promise;
        });
        await holds.promise;
        const answers = Array.from({ length: 40 }, (_, at) =>
          db.sql.query("SELECT $1::int AS at, pg_backend_pid() AS pid", [at]),
        );
        const isFull = () => db.poolUse().inUse === 3 && db.poolUse().waiting === 37;
        await waitFor(isFull, { deadlineMs: 3_000, what: "three have a permit" });
        mayEnd.resolve();
        await held;
        const rows = (await Promise.all(answers)).flat();
        expect(rows.map(({ at }) => at)).toEqual(Array.from({ length: 40 }, (_, at) => at));
        expect(new Set(rows.map(({ pid }) => pid)).size).toBe(1);
      },
    );

    test("a lease is one holder's, and who lost it writes nothing", needed, async () => {
      await using former = openProcess("former");
      await using later = openProcess("later");
      const lost = withLease(former.deps, { name: "pooled" }, async ({ fence, write }) => {
        const other = await withLease(later.deps, { name: "pooled" }, async () => undefined);
        expect(other.held).toBe(false);
        await lookAt(directUrl, "UPDATE leases SET lease_until = clock_timestamp()");
        const taken = await withLease(later.deps, { name: "pooled" }, (scope) =>
          scope.write(async (tx) => addEffect(later, tx, scope.fence)),
        );
        expect(taken.held).toBe(true);
        await write(async (tx) => addEffect(former, tx, fence));
      });
      await expect(lost).rejects.toMatchObject({ code: "LEASE_LOST" });
      expect(await lookAt(directUrl, "SELECT fence::int FROM effects")).toEqual([{ fence: 2 }]);
    });

    test(
      "a change that was committed through it is told by the change log, one rolled back is not",
      needed,
      async () => {
        await using here = openProcess("here");
        await using feed = await openFeed({ ...here.deps, redis: null });
        const heard: string[] = [];
        using _ = { [Symbol.dispose]: feed.subscribe(["operator"], subscriberTo(heard)) };
        const note = (key: string, fails: boolean) =>
          here.db.system("note", async (tx) => {
            await noteChange(here.db.within(tx), "operator", key);
            if (fails) throw new Error("rolled back");
          });
        await expect(note("undone", true)).rejects.toThrow("rolled back");
        await note("done", false);
        await waitFor(() => heard.includes("done"), { deadlineMs });
        expect(heard).toEqual(["done"]);
      },
    );
  });

  /** A process that writes through the pooler, and has its feed past it. */
  function openProcess(replicaId: string) {
    const db = openAt(pooler.narrowUrl);
    const connection = openFeedConnection({ url: directUrl, app: "pooler", ...common() });
    const deps: LeaseDeps<Tx> = { ...common(), replicaId, sql: createSqlPort(db, connection) };
    const end = async () => {
      await db[Symbol.asyncDispose]();
      await connection[Symbol.asyncDispose]();
    };
    return { db, deps, [Symbol.asyncDispose]: end };
  }

  async function addEffect({ db }: { db: Db }, tx: Tx, fence: bigint): Promise<void> {
    await db.within(tx).query("INSERT INTO effects (fence) VALUES ($1::bigint)", [fence]);
  }

  /** What stays on the one connection when nobody uses it. */
  async function leftBehind() {
    const [row] = await lookAt(
      pooler.narrowUrl,
      `SELECT
         (SELECT coalesce(jsonb_agg(name), '[]') FROM pg_settings
          WHERE source = 'session' AND name <> ALL ($$${kept}$$)) AS settings,
         (SELECT count(*)::int FROM pg_prepared_statements) AS prepared,
         (SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory') AS locks`,
    );
    return row;
  }
});

/** PgBouncer itself sets these on a connection, to what each client had named when it came. */
const kept = "{application_name,client_encoding,DateStyle,TimeZone,standard_conforming_strings}";

/** One statement of somebody who knows of no rules. */
async function lookAt(url: string, statement: string): Promise<readonly object[]> {
  const sql = postgres(url, { max: 1, prepare: false, fetch_types: false });
  try {
    return [...(await sql.unsafe(statement))];
  } finally {
    await sql.end();
  }
}

function subscriberTo(heard: string[]): FeedSubscriber {
  return { apply: (_topic, key) => void heard.push(key), flush: () => undefined };
}

/** The part that is read of what a vault's route answers. */
const vaultSchema = z.object({ state: z.string(), head: z.object({ nonce: z.number() }) });

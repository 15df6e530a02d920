import { type Random, sha256, systemRandom } from "@homeport/platform";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { issueChallenge } from "../challenge/issue-challenge.ts";
import type { SqlRunner, SqlValue } from "../sql-port.ts";
import { metricValue, testContext } from "../testing/context.ts";
import { openTestStore, type TestStore } from "../testing/store.ts";
import { createKeySession, type KeySessionRealm } from "./create-key-session.ts";
import { createKeySessionReader, readKeySession } from "./read-key-session.ts";
import { revokeKeySession } from "./revoke-key-session.ts";
import { sweepKeySessions } from "./sweep-key-sessions.ts";

let store: TestStore;
let sql: SqlRunner;
beforeAll(async () => {
  store = await openTestStore();
  sql = store.port.pool;
});
afterAll(async () => store[Symbol.asyncDispose]());

async function signIn(realm: KeySessionRealm, principal: string, random: Random = systemRandom) {
  const input = { realm, principal, subject: { label: principal }, address: "192.0.2.1" };
  return createKeySession(sql, random, input);
}

/** Every row of every table as text, which is what a dump of the database holds. */
async function dumpOf(scanned: TestStore): Promise<string> {
  const tables = await scanned.sql`
    SELECT quote_ident(table_name) AS name FROM information_schema.tables
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`;
  const rows = await Promise.all(
    tables.map(async ({ name }) =>
      scanned.sql.unsafe(`SELECT each::text AS line FROM ${name} AS each`),
    ),
  );
  return rows
    .flat()
    .map((row) => String(row["line"]))
    .join("\n");
}

function recordOf(runner: SqlRunner, seen: SqlValue[]): SqlRunner {
  return {
    async query(text, params = []) {
      seen.push(...params);
      return runner.query(text, params);
    },
  };
}

function holds(values: readonly SqlValue[], secret: string): boolean {
  return values.some((value) =>
    Buffer.from(value instanceof Uint8Array ? value : String(value)).includes(secret),
  );
}

describe("a key session", () => {
  it("is found by its token, for 8 h", async () => {
    const { token, expiresAtMs } = await signIn("operator", "ed25519:aa");
    const session = await readKeySession(sql, { realm: "operator", token });
    expect(session).toMatchObject({ principal: "ed25519:aa", subject: { label: "ed25519:aa" } });
    expect(Math.abs(expiresAtMs - Date.now() - 8 * 3_600_000)).toBeLessThan(10_000);
  });

  it("the store receives the digest, and the raw token is nowhere in the database", async () => {
    const seen: SqlValue[] = [];
    const recording = recordOf(sql, seen);
    const input = { realm: "operator", principal: "p", subject: {}, address: null } as const;
    const { token } = await createKeySession(recording, systemRandom, input);
    await readKeySession(recording, { realm: "operator", token });
    const { challenge } = await issueChallenge(
      {
        sql: { ...store.port, within: (tx) => recordOf(store.port.within(tx), seen) },
        random: systemRandom,
      },
      { realm: "operator", principal: "p", payload: {} },
    );
    expect(seen).toContainEqual(sha256(token));
    expect(holds(seen, token) || holds(seen, challenge)).toBe(false);
    const dump = await dumpOf(store);
    expect(dump).toContain(sha256(token).toString("hex"));
    for (const secret of [token, challenge, Buffer.from(token).toString("hex")]) {
      expect(dump).not.toContain(secret);
    }
  });

  it("control: a token that is stored in clear is found by the same scan", async () => {
    const { token } = await signIn("operator", "clear");
    await store.sql`UPDATE key_sessions SET subject = ${store.sql.json({ token })} WHERE principal = 'clear'`;
    expect(await dumpOf(store)).toContain(token);
    await store.sql`DELETE FROM key_sessions WHERE principal = 'clear'`;
  });

  it("the same digest in two realms is two sessions", async () => {
    const repeated: Random = { bytes: (count) => new Uint8Array(count).fill(7), number: () => 0 };
    const { token } = await signIn("operator", "as-operator", repeated);
    expect((await signIn("signer", "as-signer", repeated)).token).toBe(token);
    expect((await readKeySession(sql, { realm: "operator", token }))?.principal).toBe(
      "as-operator",
    );
    expect((await readKeySession(sql, { realm: "signer", token }))?.principal).toBe("as-signer");
    await revokeKeySession({ sql, metrics: testContext().metrics }, { realm: "operator", token });
    expect(await readKeySession(sql, { realm: "operator", token })).toBeNull();
    expect((await readKeySession(sql, { realm: "signer", token }))?.principal).toBe("as-signer");
  });

  it("is found among many that are asked for at once, by few statements; unknown tokens beside it are nobody's", async () => {
    const names = Array.from({ length: 20 }, (_, at) => `ed25519:crowd-${at}`);
    const tokens = await Promise.all(
      names.map(async (name) => (await signIn("signer", name)).token),
    );
    let statements = 0;
    const counting: SqlRunner = {
      query(text, params) {
        statements += 1;
        return sql.query(text, params);
      },
    };
    const read = createKeySessionReader(counting, "signer");
    const asked = tokens.flatMap((token) => [token, `${token}x`]);
    const found = await Promise.all(asked.map(read));
    expect(found.map((session) => session?.principal ?? null)).toEqual(
      names.flatMap((name) => [name, null]),
    );
    expect(statements).toBeLessThan(tokens.length / 2);
    await revokeKeySession(
      { sql, metrics: testContext().metrics },
      { realm: "signer", token: tokens[0] ?? "" },
    );
    expect((await Promise.all(tokens.map(read))).map((session) => session === null)).toEqual(
      tokens.map((_, at) => at === 0),
    );
  });

  it("is unknown in the other realm", async () => {
    const { token } = await signIn("operator", "one-realm");
    expect(await readKeySession(sql, { realm: "signer", token })).toBeNull();
  });

  it("admits nobody once it has expired, swept or not", async () => {
    const { token } = await signIn("signer", "expired");
    await store.sql`UPDATE key_sessions SET expires_at = clock_timestamp() WHERE principal = 'expired'`;
    expect(await readKeySession(sql, { realm: "signer", token })).toBeNull();
    expect(await sweepKeySessions(sql)).toBe(1);
  });

  it("keeps its row until its end when it is revoked", async () => {
    const { token } = await signIn("signer", "revoked");
    await revokeKeySession({ sql, metrics: testContext().metrics }, { realm: "signer", token });
    expect(await sweepKeySessions(sql)).toBe(0);
    expect(await store.sql`SELECT 1 FROM key_sessions WHERE principal = 'revoked'`).toHaveLength(1);
  });

  it("is not called revoked when the store cannot say so, or says otherwise", async () => {
    const { token } = await signIn("operator", "stubborn");
    const { metrics } = testContext();
    const down: SqlRunner = { query: async () => Promise.reject(new Error("away")) };
    const forgetful: SqlRunner = {
      query: async (text, params) => (text.startsWith("UPDATE") ? [] : sql.query(text, params)),
    };
    for (const broken of [down, forgetful]) {
      const revoking = revokeKeySession({ sql: broken, metrics }, { realm: "operator", token });
      await expect(revoking).rejects.toMatchObject({ code: "REVOKE_FAILED", status: 503 });
    }
    const series = 'homeport_revoke_failed_total{realm="operator"}';
    expect(await metricValue(metrics, series)).toBe(2);
    expect(await readKeySession(sql, { realm: "operator", token })).not.toBeNull();
  });
});

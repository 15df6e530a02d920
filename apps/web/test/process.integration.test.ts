import { get, type IncomingMessage } from "node:http";
import { createServer } from "node:net";
import { text } from "node:stream/consumers";
import { migrate, openDb } from "@homeport/db";
import { createMetrics, silentLog, systemClock } from "@homeport/platform";
import { freshDatabase, freshRedis } from "@homeport/testkit";
import { beforeAll, expect, test } from "vitest";
import { buildPages, refusedStart, startWeb } from "./start-web.ts";

beforeAll(buildPages, 180_000);

test("every problem of the environment is told at once, with exit code 78", async () => {
  const { code, lines } = await refusedStart({
    HOMEPORT_STAGE: "prd",
    HOMEPORT_SECRET: "short",
    HOMEPORT_SIGN_UP: "perhaps",
  });
  expect(code).toBe(78);
  for (const name of ["HOMEPORT_STAGE", "HOMEPORT_SECRET", "HOMEPORT_SIGN_UP"]) {
    expect(lines.filter((line) => line.startsWith(`${name}: `))).toHaveLength(1);
  }
  expect(lines.join()).not.toContain("short,");
});

test("a rate of a class that nobody has refuses to start before any store is asked", async () => {
  const { code, lines } = await refusedStart({
    HOMEPORT_STAGE: "test",
    DATABASE_URL: "postgres://nobody@127.0.0.1:1/none",
    REDIS_URL: "redis://127.0.0.1:1",
    HOMEPORT_EMBEDDED: "database,redis",
    HOMEPORT_RATE_LIMITS: "pages=1/s",
  });
  expect(code).toBe(78);
  expect(lines).toEqual([expect.stringMatching(/^HOMEPORT_RATE_LIMITS: .*page/)]);
});

test("a secret that does not open what is in the database is told, with exit code 78", async () => {
  await using database = await freshDatabase();
  await using redis = await freshRedis();
  await migrate({ url: database.url, log: silentLog });
  const metrics = createMetrics({ app: "test", version: "0" });
  await using db = openDb({
    ...{ url: database.url, app: "test", clock: systemClock, log: silentLog, metrics },
  });
  await db.sql.query(
    `INSERT INTO vault_server_keys (id, public_key, private_sealed, created_at_ms)
     VALUES ('1', decode(repeat('00', 32), 'hex'), '0badc0de and what it seals', 0)`,
  );
  const { code, lines } = await refusedStart({
    ...{ HOMEPORT_STAGE: "test", HOMEPORT_SECRET: "an integration test secret, 0123456789abcdef" },
    ...{ DATABASE_URL: database.url, REDIS_URL: redis.url, HOMEPORT_OPS_ADDR: "127.0.0.1:0" },
    HOMEPORT_EMBEDDED: "database,redis",
  });
  expect(code).toBe(78);
  expect(lines.join()).toContain("1 of vault_server_keys.private_sealed under secret 0badc0de");
});

test("told not to migrate, it ends with exit code 75 on a database that lacks migrations", async () => {
  await using database = await freshDatabase();
  await using redis = await freshRedis();
  const { code, lines } = await refusedStart({
    ...{ HOMEPORT_STAGE: "test", HOMEPORT_MIGRATE: "off", HOMEPORT_EMBEDDED: "database,redis" },
    HOMEPORT_SECRET: "an integration test secret, 0123456789abcdef",
    ...{ DATABASE_URL: database.url, REDIS_URL: redis.url, HOMEPORT_OPS_ADDR: "127.0.0.1:0" },
  });
  expect(code).toBe(75);
  expect(lines.join()).toContain("MIGRATION_PENDING");
});

test("a taken port is named, with what to do", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const bound = other.address();
  const address = `127.0.0.1:${typeof bound === "object" ? bound?.port : 0}`;
  await expect(startWeb({ HOMEPORT_WEB_ADDR: address })).rejects.toThrow(
    `HOMEPORT_WEB_ADDR: ${address} is taken by another program`,
  );
  other.close();
});

test("a name that nothing reads is warned about in /readyz, and what the relay reads is not", async () => {
  await using web = await startWeb({ HOMEPORT_STGE: "test", HOMEPORT_GATE_SECRET_FILE: "/run/x" });
  expect(await (await web.askOps("/readyz")).json()).toMatchObject({
    warnings: ["HOMEPORT_STGE is not known. Did you mean HOMEPORT_STAGE?"],
  });
});

test("a stopping process refuses an upgrade with DRAINING, and says when to come again", async () => {
  await using web = await startWeb({ HOMEPORT_DRAIN_DELAY_MS: "5000" });
  const headers = { connection: "Upgrade", upgrade: "websocket" };
  const askUpgrade = () => {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    get(`${web.own}/`, { headers, agent: false }, resolve).once("error", reject);
    return promise;
  };
  expect((await askUpgrade()).statusCode).toBe(404);
  web.app.kill("SIGTERM");
  await web.app.line((line) => line.includes("replica.draining"));
  const refused = await askUpgrade();
  expect([refused.statusCode, refused.headers["retry-after"]]).toEqual([503, "1"]);
  expect(JSON.parse(await text(refused))).toMatchObject({ error: { code: "DRAINING" } });
});

test("a stopping process tells its connections to close, and exits with 0", async () => {
  await using web = await startWeb({ HOMEPORT_DRAIN_DELAY_MS: "600" });
  expect((await web.ask("/sign-up")).headers.get("connection")).toBe("keep-alive");
  web.app.kill("SIGTERM");
  await web.app.line((line) => line.includes("replica.draining"));
  expect((await web.askOps("/readyz")).status).toBe(503);
  const last = await web.ask("/sign-up");
  expect([last.status, last.headers.get("connection")]).toEqual([200, "close"]);
  expect(await web.app.exited).toMatchObject({ code: 0 });
});

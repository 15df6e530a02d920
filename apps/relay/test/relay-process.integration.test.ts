import { fileURLToPath } from "node:url";
import { listReplicas } from "@homeport/db";
import { freshDatabase, type SpawnedApp, spawnApp, waitFor } from "@homeport/testkit";
import { closeCodes } from "@homeport/tunnel";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { ask, errorOf } from "./ask.ts";
import { freePort } from "./free-port.ts";
import { startTestAgent } from "./test-agent.ts";
import { startTarget, type TestTarget } from "./test-bed.ts";
import { addApp, addHost, openTestStores, type TestHost, type TestStores } from "./test-stores.ts";

const entry = fileURLToPath(new URL("../src/main.ts", import.meta.url));
/** It has asked itself, through its own listener, as soon as it listened. */
const probed = 'homeport_relay_probe_total{result="ok"} 1';
const secret = "a secret of at least thirty-two characters";

let stores: TestStores;
let host: TestHost;
let target: TestTarget;
let app: { appId: string; host: string };

beforeAll(async () => {
  stores = await openTestStores();
  host = await addHost(stores);
  target = await startTarget((_request, response) => response.end("served"));
  app = await addApp(stores, { hostId: host.hostId, name: "demo", target: target.url });
});

afterAll(async () => {
  await target[Symbol.asyncDispose]();
  await stores[Symbol.asyncDispose]();
});

/** Also of a test that is given up, which never comes to the end of its block. */
const started: SpawnedApp[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((each) => each[Symbol.asyncDispose]()));
});

interface RelayProcess extends AsyncDisposable {
  readonly spawned: SpawnedApp;
  readonly port: number;
  readonly opsPort: number;
  readonly gatePort: number;
  ready(): Promise<void>;
}

async function startProcess(env: Record<string, string> = {}): Promise<RelayProcess> {
  const [port, opsPort, gatePort] = [await freePort(), await freePort(), await freePort()];
  const spawned = spawnApp({
    entry,
    env: {
      HOMEPORT_STAGE: "test",
      DATABASE_URL: stores.databaseUrl,
      REDIS_URL: stores.redisUrl,
      HOMEPORT_SECRET: secret,
      HOMEPORT_RELAY_ADDR: `127.0.0.1:${port}`,
      HOMEPORT_RELAY_PEER_ADDR: `127.0.0.1:${await freePort()}`,
      HOMEPORT_GATE_ADDR: `127.0.0.1:${gatePort}`,
      HOMEPORT_OPS_ADDR: `127.0.0.1:${opsPort}`,
      HOMEPORT_DRAIN_DELAY_MS: "200",
      HOMEPORT_DRAIN_DEADLINE_MS: "1000",
      ...env,
    },
  });
  started.push(spawned);
  const ready = async () => {
    const probe = () => ask(opsPort, { host: "ops", path: "/readyz" });
    await waitFor(async () => (await probe()).status === 200, {
      deadlineMs: 15_000,
      everyMs: 50,
      what: `readiness after:\n${spawned.lines.slice(-10).join("\n")}`,
    });
  };
  return {
    spawned,
    port,
    opsPort,
    gatePort,
    ready,
    [Symbol.asyncDispose]: () => spawned[Symbol.asyncDispose](),
  };
}

describe("the process", () => {
  test("says how it coordinates, serves, and ends with 0 after a drain", async () => {
    await using relay = await startProcess();
    await relay.ready();
    const coordination = relay.spawned.lines.filter((line) =>
      line.includes('"msg":"coordination"'),
    );
    expect(coordination).toHaveLength(1);
    expect(JSON.parse(coordination[0] ?? "")).toMatchObject({
      mode: "shared",
      database: "external",
      redis: "external",
      secret: "configured",
    });
    await using agent = await startTestAgent({ port: relay.port, host });
    await waitFor(
      async () => (await ask(relay.port, { host: app.host })).body.toString() === "served",
      { deadlineMs: 5_000 },
    );
    for (const path of ["/healthz", "/readyz", "/metrics"]) {
      const onPublic = await ask(relay.port, { host: "localhost:8080", path });
      expect(errorOf(onPublic).code).toBe("NOT_FOUND");
    }
    const metrics = () => ask(relay.opsPort, { host: "ops", path: "/metrics" });
    await waitFor(async () => String((await metrics()).body).includes(probed), {
      deadlineMs: 5_000,
    });
    const tlsAsk = { host: "gate", path: "/tls/ask?domain=demo.localhost" };
    expect((await ask(relay.gatePort, tlsAsk)).status).toBe(200);
    const begunMs = performance.now();
    relay.spawned.kill("SIGTERM");
    await waitFor(() => agent.goAways.includes(closeCodes.SERVER_DRAIN), { deadlineMs: 1_000 });
    const notReady = await ask(relay.opsPort, { host: "ops", path: "/readyz" });
    expect(notReady.status).toBe(503);
    expect((await ask(relay.port, { host: app.host })).status).toBe(200);
    expect((await relay.spawned.exited).code).toBe(0);
    expect(performance.now() - begunMs).toBeLessThan(4_000);
    expect((await stores.directory.listRelays()).length).toBe(0);
  }, 40_000);

  test("tells the registry of both tunnels that one host holds here", async () => {
    await using relay = await startProcess({ HOMEPORT_REPLICA_ID: "relay-of-two" });
    await relay.ready();
    const dial = (slot: number) =>
      startTestAgent({ port: relay.port, host, run: 1, epoch: slot + 1, slot });
    await using _first = await dial(0);
    await using _second = await dial(1);
    const told = async () =>
      (await listReplicas(stores.db.orm)).find(({ id }) => id === "relay-of-two")?.vitals.tunnels;
    await waitFor(async () => (await told()) === 2, { deadlineMs: 15_000 });
  }, 40_000);

  test("refuses to start with a secret that does not open what is in the database", async () => {
    await stores.db.sql.query(`
      INSERT INTO vault_server_keys (id, public_key, private_sealed, created_at_ms, retired_at)
      VALUES ('1', decode(repeat('00', 32), 'hex'), '0badc0de and what it seals', 0, now())`);
    await using relay = await startProcess();
    expect((await relay.spawned.exited).code).toBe(78);
    const said = relay.spawned.lines.join("\n");
    expect(said).toContain("1 of vault_server_keys.private_sealed under secret 0badc0de");
    await stores.db.sql.query("DELETE FROM vault_server_keys");
  }, 40_000);

  test("told not to migrate, it ends with exit code 75 on a database that lacks migrations", async () => {
    await using database = await freshDatabase();
    await using relay = await startProcess({
      ...{ DATABASE_URL: database.url, HOMEPORT_MIGRATE: "off" },
    });
    expect((await relay.spawned.exited).code).toBe(75);
    expect(relay.spawned.lines.join("\n")).toContain("MIGRATION_PENDING");
  }, 40_000);

  test("ends at once on a second signal", async () => {
    await using relay = await startProcess({ HOMEPORT_DRAIN_DELAY_MS: "20000" });
    await relay.ready();
    relay.spawned.kill("SIGTERM");
    await relay.spawned.line((line) => line.includes("replica.draining"));
    relay.spawned.kill("SIGTERM");
    expect((await relay.spawned.exited).code).toBe(1);
  }, 40_000);

  test("names every wrong variable and its remedy, and opens nothing", async () => {
    await using relay = await startProcess({
      HOMEPORT_PING_MS: "60000",
      HOMEPORT_ADMIN_SECRET: "short",
      HOMEPORT_RELAY_CERT: "/tmp/cert.pem",
      HOMEPORT_FLY_REPLAY: "on",
      HOMEPORT_GATE_ADDR: "on",
      HOMEPORT_GATE_TRUSTED_PROXIES: "caddy",
    });
    expect((await relay.spawned.exited).code).toBe(78);
    const said = relay.spawned.lines.join("\n");
    expect(said).toMatch(/HOMEPORT_PING_MS: is not a whole number from 1000 to 10000/);
    expect(said).toMatch(/HOMEPORT_ADMIN_SECRET: is shorter than 32 characters/);
    expect(said).toMatch(/FLY_MACHINE_ID: is not set, and HOMEPORT_FLY_REPLAY is on/);
    expect(said).toMatch(/HOMEPORT_GATE_ADDR: is neither host:port, .* nor off/);
    expect(said).toMatch(/HOMEPORT_GATE_TRUSTED_PROXIES: is not a comma-separated list/);
    expect(said).toMatch(/HOMEPORT_RELAY_KEY: is not set, but HOMEPORT_RELAY_CERT is/);
  }, 40_000);

  test("says that its port is taken", async () => {
    await using first = await startProcess();
    await first.ready();
    const address = `127.0.0.1:${first.port}`;
    await using second = await startProcess({ HOMEPORT_RELAY_ADDR: address });
    expect((await second.spawned.exited).code).toBe(78);
    expect(second.spawned.lines.join("\n")).toMatch(
      /HOMEPORT_RELAY_ADDR: .* is taken by another program\. Stop that program/,
    );
  }, 40_000);
});

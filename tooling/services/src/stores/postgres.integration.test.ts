import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findFreePort } from "../network/free-port.ts";
import { isSameProcess } from "../process/identity.ts";
import { type RunningStore, type StorePlan, startPostgres } from "./postgres.ts";

let folder = "";
let plan: StorePlan;
const running: RunningStore[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "homeport-postgres-"));
  chmodSync(folder, 0o755);
  plan = {
    dataFolder: join(folder, "data"),
    logFile: join(folder, "log"),
    port: await findFreePort(),
    mode: "fast",
  };
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((store) => store.stop()));
  rmSync(folder, { recursive: true, force: true });
});

async function start(changed: Partial<StorePlan> = {}): Promise<RunningStore> {
  const store = await startPostgres({ ...plan, ...changed });
  running.push(store);
  return store;
}

const lockFile = () => join(folder, "data/cluster/postmaster.pid");

test("a Postgres that was killed starts again on its data", async () => {
  const first = await start();
  await first.end({ signal: "SIGKILL", deadlineMs: 5_000 });
  const second = await start();
  expect(second.pid).not.toBe(first.pid);
  expect(isSameProcess(second)).toBe(true);
});

test("a lock file whose number a stranger holds by now stops nothing, and the stranger lives", async () => {
  await (await start()).stop();
  const stranger = spawn(process.execPath, ["-e", "console.log(1); setInterval(() => {}, 1000)"]);
  await once(stranger.stdout, "data");
  writeFileSync(lockFile(), `${stranger.pid}\n${join(folder, "data/cluster")}\n1\n${plan.port}\n`);

  await start();
  expect(stranger.exitCode).toBeNull();
  expect(stranger.kill("SIGKILL")).toBe(true);
});

test("a Postgres that a killed run left on this very folder is ended first", async () => {
  const left = await start();
  const next = await start({ port: await findFreePort() });
  expect(isSameProcess(left)).toBe(false);
  expect(isSameProcess(next)).toBe(true);
});

test("a durable one asks for the password that is kept beside its data, and listens on loopback only", async () => {
  const store = await start({ mode: "durable" });
  const password = readFileSync(join(folder, "data/password"), "utf8");
  expect(new URL(store.url).password).toBe(password);
  expect(readFileSync(join(folder, "data/cluster/pg_hba.conf"), "utf8")).toBe(
    "host all all 127.0.0.1/32 scram-sha-256\n",
  );
});

test("one that cannot start says why, in its own words", async () => {
  const first = await start();
  const second = start({ dataFolder: join(folder, "other"), port: first.port });
  await expect(second).rejects.toMatchObject({
    message: expect.stringMatching(/Postgres ended while starting.*could not bind/s),
    remedy: expect.stringContaining("--port-base"),
  });
});

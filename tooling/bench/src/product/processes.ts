import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { findFreePort } from "@homeport/services";
import { type Program, stopChild } from "../program.ts";
import { nodeArgs, type Stage } from "../stage.ts";
import type { Lab } from "./lab.ts";
import type { BenchHost } from "./seeder.ts";

const readyWithinMs = 30_000;

/** Starts the relay of this checkout on a port of its own; its log goes to a file. */
export async function startRelay(
  stage: Stage,
  lab: Lab,
  { name, accessLog }: { name: string; accessLog: "all" | "off" },
): Promise<Program> {
  const [port, opsPort] = [await findFreePort(), await findFreePort()];
  const child = start(stage, lab, `relay-${name}`, "relay", [], {
    DATABASE_URL: lab.databaseUrl,
    REDIS_URL: lab.redisUrl,
    HOMEPORT_SECRET: lab.secret,
    HOMEPORT_APPS_URL: `http://localhost:${port}`,
    HOMEPORT_RELAY_ADDR: `127.0.0.1:${port}`,
    HOMEPORT_RELAY_PEER_ADDR: `127.0.0.1:${await findFreePort()}`,
    HOMEPORT_GATE_ADDR: "off",
    HOMEPORT_OPS_ADDR: `127.0.0.1:${opsPort}`,
    HOMEPORT_ACCESS_LOG: accessLog,
    HOMEPORT_DRAIN_DELAY_MS: "0",
    HOMEPORT_DRAIN_DEADLINE_MS: "1000",
  });
  await untilReady(child, `http://127.0.0.1:${opsPort}/readyz`);
  return { role: "relay", pid: child.pid ?? 0, port };
}

/** Starts an agent that was enrolled as `host` and dials this relay on one carrier. */
export function startAgent(
  stage: Stage,
  lab: Lab,
  host: BenchHost,
  plan: { name: string; relayPort: number; wire: "raw" | "websocket" },
): Program {
  const home = join(lab.folder, `agent-${plan.name}`);
  mkdirSync(home, { mode: 0o700 });
  const { hostId, machineId, machineName: name } = host.enrolled;
  const file = {
    ...{ hostId, machineId, name, organizationId: host.organizationId },
    webUrl: "http://localhost:3000",
    relayUrl: `http://localhost:${plan.relayPort}`,
  };
  writeFileSync(join(home, "host.json"), JSON.stringify(file), { mode: 0o600 });
  writeFileSync(join(home, "host.key"), host.keyPem, { mode: 0o600 });
  writeFileSync(
    join(home, "config.yaml"),
    `version: 1\nrelay:\n  wire: ${plan.wire}\n  tunnels: 1\n`,
  );
  const child = start(stage, lab, `agent-${plan.name}`, "agent", ["up"], { HOMEPORT_HOME: home });
  return { role: "agent", pid: child.pid ?? 0, port: 0 };
}

/** Polls the relay until it is ready. Throws when the process ends before. */
async function untilReady(child: Pick<ChildProcess, "exitCode">, url: string): Promise<void> {
  const lastMs = performance.now() + readyWithinMs;
  while (performance.now() < lastMs) {
    if (child.exitCode !== null) throw new Error(`ended before ${url} answered`);
    const answer = await fetch(url).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.ok === true) return;
    await sleep(100);
  }
  throw new Error(`${url} did not answer within ${readyWithinMs} ms`);
}

function start(
  stage: Stage,
  lab: Lab,
  name: string,
  app: "relay" | "agent",
  args: string[],
  env: Record<string, string>,
): ChildProcess {
  const entry = fileURLToPath(new URL(`../../../../apps/${app}/src/main.ts`, import.meta.url));
  const log = openSync(join(lab.folder, `${name}.log`), "a");
  const child = spawn(process.execPath, [...nodeArgs(stage, name), entry, ...args], {
    env: { PATH: process.env["PATH"] ?? "", ...env },
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  stage.stack.defer(() => stopChild(child));
  return child;
}

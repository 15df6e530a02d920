import { join } from "node:path";
import { findFreePort, lastLogLines } from "@homeport/services";
import type { Program } from "../program.ts";
import type { Stage } from "../stage.ts";
import { startApp } from "./app.ts";
import { becomesReady } from "./becomes-ready.ts";
import { certificateFiles } from "./certificate.ts";
import type { Lab } from "./lab.ts";

export interface RelayPlan {
  readonly name: string;
  readonly accessLog: "all" | "off";
  readonly transport?: "direct" | "undici";
  /** TLS ends in the relay itself, for visitors and agents alike. */
  readonly tls?: boolean;
  /** The address of apps, when it is not this relay's own: another relay of the same installation. */
  readonly appsUrl?: string;
  /** Where proxies ask; nobody may unless told. */
  readonly gatePort?: number;
}

const attempts = 3;

/** Starts the relay of this checkout on a port of its own; its log goes to a file. */
export async function startRelay(stage: Stage, lab: Lab, plan: RelayPlan): Promise<Program> {
  for (let attempt = 1; ; attempt++) {
    const name = `relay-${plan.name}-${attempt}`;
    const { port, opsPort, env } = await chooseSettings(lab, plan);
    const child = startApp(stage, lab, name, "relay", [], env);
    const isReady = await becomesReady(child, `http://127.0.0.1:${opsPort}/readyz`);
    if (isReady) return { role: "relay", pid: child.pid ?? 0, port };
    const said = lastLogLines(join(lab.folder, `${name}.log`));
    // Between the choice of a port and its use somebody else may have been given it.
    if (attempt === attempts || !said.includes("is taken")) {
      throw new Error(`the relay ${plan.name} is not ready; it said:\n${said}`);
    }
  }
}

async function chooseSettings(lab: Lab, plan: RelayPlan) {
  const [port, opsPort, peerPort] = [
    await findFreePort(),
    await findFreePort(),
    await findFreePort(),
  ];
  const env = {
    DATABASE_URL: lab.databaseUrl,
    REDIS_URL: lab.redisUrl,
    HOMEPORT_SECRET: lab.secret,
    HOMEPORT_APPS_URL: plan.appsUrl ?? `${plan.tls ? "https" : "http"}://localhost:${port}`,
    HOMEPORT_RELAY_ID: plan.name,
    HOMEPORT_RELAY_ADDR: `127.0.0.1:${port}`,
    HOMEPORT_RELAY_PEER_ADDR: `127.0.0.1:${peerPort}`,
    HOMEPORT_RELAY_INTERNAL_URL: `http://127.0.0.1:${peerPort}`,
    HOMEPORT_GATE_ADDR: plan.gatePort === undefined ? "off" : `127.0.0.1:${plan.gatePort}`,
    HOMEPORT_OPS_ADDR: `127.0.0.1:${opsPort}`,
    HOMEPORT_ACCESS_LOG: plan.accessLog,
    HOMEPORT_DRAIN_DELAY_MS: "0",
    HOMEPORT_DRAIN_DEADLINE_MS: "1000",
    HOMEPORT_RELAY_TRANSPORT: plan.transport ?? "direct",
    ...(plan.tls ? certificateVariables(lab) : {}),
  };
  return { port, opsPort, env };
}

function certificateVariables(lab: Lab) {
  const { cert, key } = certificateFiles(lab.folder);
  return { HOMEPORT_RELAY_CERT: cert, HOMEPORT_RELAY_KEY: key };
}

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { findFreePort, lastLogLines } from "@homeport/services";
import type { Program } from "../program.ts";
import type { Stage } from "../stage.ts";
import { startApp } from "./app.ts";
import { becomesReady } from "./becomes-ready.ts";
import type { Lab } from "./lab.ts";

export interface Web extends Program {
  readonly url: string;
}

/** As good as none: what is measured is what an answer costs, not when one is refused. */
const noLimits = [
  ...["vault-read", "vault-write", "vault-bad-signature", "vault-lookup"],
  ...["gallery-upload"],
]
  .map((name) => `${name}=1000000/s+1000000`)
  .join(",");

/** Starts the build of web on a port of its own, without limits; its log goes to a file. */
export async function startWeb(
  stage: Stage,
  lab: Lab,
  env: Record<string, string> = {},
): Promise<Web> {
  const [port, opsPort] = [await findFreePort(), await findFreePort()];
  const url = `http://127.0.0.1:${port}`;
  const child = startApp(stage, lab, "web", "web", [], {
    ...stores(lab),
    HOMEPORT_WEB_URL: url,
    HOMEPORT_WEB_ADDR: `127.0.0.1:${port}`,
    HOMEPORT_OPS_ADDR: `127.0.0.1:${opsPort}`,
    HOMEPORT_RATE_LIMITS: noLimits,
    HOMEPORT_VAULT_STATE_MAX_BYTES: "1048576",
    NODE_ENV: "production",
    ...env,
  });
  await untilReady(child, opsPort, join(lab.folder, "web.log"), "web");
  return { role: "web", pid: child.pid ?? 0, port, url };
}

/** Starts the build of a worker. */
export async function startWorker(
  stage: Stage,
  lab: Lab,
  env: Record<string, string> = {},
): Promise<Program> {
  const opsPort = await findFreePort();
  const settings = { ...stores(lab), HOMEPORT_OPS_ADDR: `127.0.0.1:${opsPort}`, ...env };
  const child = startApp(stage, lab, "worker", "worker", [], settings);
  await untilReady(child, opsPort, join(lab.folder, "worker.log"), "worker");
  return { role: "worker", pid: child.pid ?? 0, port: 0 };
}

function stores({ folder, databaseUrl, redisUrl, secret }: Lab): Record<string, string> {
  return {
    HOMEPORT_STAGE: "test",
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    HOMEPORT_SECRET: secret,
    HOMEPORT_EMBEDDED: "database,redis",
    HOMEPORT_STORAGE: pathToFileURL(join(folder, "storage")).href,
  };
}

async function untilReady(
  child: Parameters<typeof becomesReady>[0],
  opsPort: number,
  logFile: string,
  name: string,
): Promise<void> {
  if (await becomesReady(child, `http://127.0.0.1:${opsPort}/readyz`)) return;
  throw new Error(`${name} is not ready; it said:\n${lastLogLines(logFile)}`);
}

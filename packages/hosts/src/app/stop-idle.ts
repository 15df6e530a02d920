import type { HostsDeps } from "../context.ts";
import { requestOperation } from "../operation/request.ts";
import { announceLifecycle } from "./announce-lifecycle.ts";
import { requestStart } from "./ensure-running.ts";
import { findIdle, findToKeepOn, lockIfIdle } from "./lifecycle-store.ts";

/** Accesses are written once a minute a process: an app may have been visited so long after the time its row has. */
const accessGraceMs = 60_000;
const atOnce = 200;

type Deps = Pick<HostsDeps, "db" | "feed" | "operations">;

/** Asks hosts to stop what nobody has visited for its time. A visit between the look and the write keeps an app. Answers how many. */
export async function stopIdleApps(
  deps: Deps,
  options: { readonly accessGraceMs?: number } = {},
): Promise<number> {
  let stopped = 0;
  const graceMs = options.accessGraceMs ?? accessGraceMs;
  for (const idle of await findIdle(deps.db.orm, graceMs, atOnce)) {
    const asked = await deps.db.system("hosts.stop-idle", async (tx, after) => {
      const app = await lockIfIdle(tx, idle);
      if (app === null) return false;
      const request = { kind: "stop", cause: "idle", desired: "stopped" } as const;
      await requestOperation(deps, { tx, after }, app, null, request);
      return true;
    });
    if (!asked) continue;
    stopped += 1;
    await announceLifecycle(deps, idle.appId);
  }
  return stopped;
}

/** Starts what is always on, is not, and whose host is there. A start that failed lately waits for its back-off. */
export async function keepAlwaysOn(deps: Deps): Promise<number> {
  let started = 0;
  for (const appId of await findToKeepOn(deps.db.orm, atOnce)) {
    const outcome = await requestStart(deps, { appId, cause: "always-on" });
    if (outcome.kind === "starting" && outcome.isNew) started += 1;
  }
  return started;
}

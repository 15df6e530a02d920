import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { lastLogLines } from "@homeport/services";
import { contender, type Running } from "../contender.ts";
import { type Network, stretch } from "../network.ts";
import { startAgent } from "../product/agent.ts";
import { certificate } from "../product/certificate.ts";
import type { Lab } from "../product/lab.ts";
import { type RelayPlan, startRelay } from "../product/relay.ts";
import { signIn } from "../product/sign-in.ts";
import type { Site } from "../site.ts";
import { ask } from "../visitor/ask.ts";
import type { Way } from "../visitor/way.ts";

const readyWithinMs = 30_000;

export interface HomeportPlan extends RelayPlan {
  readonly wire: "raw" | "websocket";
  /** `owner`: the visitor is signed in, and the gate knows them at every request. */
  readonly level: "public" | "owner";
  readonly network?: Network;
}

/** The real relay and agent of this checkout, over real stores. */
export function homeport(site: Site, plan: HomeportPlan) {
  return contender(plan.name, async () => startHomeport(site, await site.openLab(), plan));
}

export async function startHomeport(
  { stage, targetPort }: Pick<Site, "stage" | "targetPort">,
  lab: Lab,
  plan: HomeportPlan,
) {
  const { name, wire, level } = plan;
  const label = name.replaceAll(/[^a-z0-9]+/gi, "-").toLowerCase();
  const relay = await startRelay(stage, lab, { ...plan, name: label });
  const host = await lab.seeder.addHost();
  const target = `http://127.0.0.1:${targetPort}`;
  await lab.seeder.addApp(host, { name: label, target, level });
  const scheme = plan.tls ? "https" : "http";
  const { port, env } = await stretch(stage, relay.port, plan.network);
  const relayUrl = `${scheme}://localhost:${port}`;
  const agent = startAgent(stage, lab, host, { name: label, wire, relayUrl, env });
  const way: Way = {
    ...{ port: relay.port, host: `${label}.localhost:${relay.port}`, headers: {} },
    ...(plan.tls ? { ca: certificate } : {}),
  };
  const agentLog = join(lab.folder, `agent-${label}.log`);
  await untilStatus(way, level === "public" ? 200 : 401, agentLog);
  const headers: Record<string, string> =
    level === "public" ? {} : { cookie: await signIn(lab.seeder, host, way) };
  const open = { ...way, headers };
  await untilStatus(open, 200, agentLog);
  return { ...open, programs: [relay, agent] } satisfies Running;
}

/** Waits until the gate knows the app, and the agent's tunnel is up where that shows. */
export async function untilStatus(way: Way, wanted: number, agentLog: string): Promise<void> {
  const lastMs = performance.now() + readyWithinMs;
  let status = 0;
  while (performance.now() < lastMs) {
    status = await ask(way, "/bytes/1").then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === wanted) return;
    await sleep(100);
  }
  const said = lastLogLines(agentLog);
  throw new Error(`${way.host} still answers ${status}, not ${wanted}; the agent said:\n${said}`);
}

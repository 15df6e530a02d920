import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { lastLogLines } from "@homeport/services";
import { type Address, ask } from "../ask.ts";
import type { Contender } from "../contender.ts";
import type { Lab } from "../product/lab.ts";
import { startAgent, startRelay } from "../product/processes.ts";
import { signIn } from "../product/sign-in.ts";

const readyWithinMs = 30_000;

export interface HomeportPlan {
  readonly name: string;
  readonly wire: "raw" | "websocket";
  /** `owner`: the visitor is signed in, and the gate knows them at every request. */
  readonly level: "public" | "owner";
  readonly accessLog: "all" | "off";
}

/** The real relay and agent of this checkout, over real stores. */
export function homeport(plan: HomeportPlan, openLab: () => Promise<Lab>): Contender {
  const { name, wire } = plan;
  return {
    name,
    async start(targetPort, stage) {
      const lab = await openLab();
      const host = await lab.seeder.addHost();
      const target = `http://127.0.0.1:${targetPort}`;
      await lab.seeder.addApp(host, { name, target, level: plan.level });
      const relay = await startRelay(stage, lab, plan);
      const agent = startAgent(stage, lab, host, { name, relayPort: relay.port, wire });
      const address = { port: relay.port, host: `${name}.localhost:${relay.port}` };
      const agentLog = join(lab.folder, `agent-${name}.log`);
      await untilStatus(address, plan.level === "public" ? 200 : 401, agentLog);
      const headers = plan.level === "public" ? {} : { Cookie: await signIn(lab, address) };
      await untilStatus(address, 200, agentLog, headers);
      return { ...address, headers, programs: [relay, agent] };
    },
  };
}

/** Waits until the gate knows the app, and the agent's tunnel is up where that shows. */
async function untilStatus(
  address: Address,
  wanted: number,
  agentLog: string,
  headers: Record<string, string> = {},
): Promise<void> {
  const lastMs = performance.now() + readyWithinMs;
  let status = 0;
  while (performance.now() < lastMs) {
    status = await ask(address, "/bytes/1", headers).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === wanted) return;
    await sleep(100);
  }
  const said = lastLogLines(agentLog);
  throw new Error(
    `${address.host} still answers ${status}, not ${wanted}; the agent said:\n${said}`,
  );
}

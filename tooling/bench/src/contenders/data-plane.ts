import { request } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { lastLogLines } from "@homeport/services";
import type { Contender } from "../contender.ts";
import type { Lab } from "../product/lab.ts";
import { startAgent, startRelay } from "../product/processes.ts";

const readyWithinMs = 30_000;

/** The real relay and agent: a public app, access log off. */
export function dataPlane(wire: "raw" | "websocket", openLab: () => Promise<Lab>): Contender {
  return {
    name: `data-plane-${wire}`,
    async start(targetPort, stage) {
      const lab = await openLab();
      const host = await lab.seeder.addHost();
      const app = `bench-${wire}`;
      await lab.seeder.addPublicApp(host, app, `http://127.0.0.1:${targetPort}`);
      const relay = await startRelay(stage, lab, wire);
      const agent = startAgent(stage, lab, host, { name: wire, relayPort: relay.port, wire });
      const address = { port: relay.port, host: `${app}.localhost:${relay.port}` };
      await untilCarried(address, join(lab.folder, `agent-${wire}.log`));
      return { ...address, headers: {}, programs: [relay, agent] };
    },
  };
}

/** Waits until the agent's tunnel is up and the gate knows the app. */
async function untilCarried(
  address: { port: number; host: string },
  agentLog: string,
): Promise<void> {
  const lastMs = performance.now() + readyWithinMs;
  let status = 0;
  while (performance.now() < lastMs) {
    status = await askStatus(address);
    if (status === 200) return;
    await sleep(100);
  }
  throw new Error(
    `the app at ${address.host} still answers ${status}; the agent said:\n${lastLogLines(agentLog)}`,
  );
}

/** `fetch` cannot set Host, so this asks by hand. */
function askStatus({ port, host }: { port: number; host: string }): Promise<number> {
  return new Promise((resolve) => {
    const path = "/bytes/1";
    request({ host: "127.0.0.1", port, path, headers: { host }, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .on("error", () => resolve(0))
      .end();
  });
}

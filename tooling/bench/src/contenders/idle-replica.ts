import { join } from "node:path";
import { findFreePort, lastLogLines } from "@homeport/services";
import { contender, type Running } from "../contender.ts";
import { startApp } from "../product/app.ts";
import type { Site } from "../site.ts";

/** A replica of the product that serves nobody. */
export interface IdleReplica extends Running {
  /** Statements so far of all its connections. */
  countStatements(): Promise<number>;
}

const readyWithinMs = 30_000;
/** What a start costs is not what idling costs. */
const settleMs = 2_000;

export function idleReplica(site: Site, name: string, app: "worker" | "relay") {
  return contender<IdleReplica>(name, async () => {
    const { stage } = site;
    const lab = await site.openOwnLab();
    const port = await findFreePort();
    const ops = `http://127.0.0.1:${await findFreePort()}`;
    const peer = `127.0.0.1:${await findFreePort()}`;
    const child = startApp(stage, lab, name, app, [], {
      DATABASE_URL: lab.databaseUrl,
      REDIS_URL: lab.redisUrl,
      HOMEPORT_SECRET: lab.secret,
      HOMEPORT_OPS_ADDR: new URL(ops).host,
      HOMEPORT_STORAGE: `file://${lab.folder}/storage`,
      HOMEPORT_DRAIN_DELAY_MS: "0",
      ...(app === "worker" ? {} : relayAddresses(port, peer)),
    });
    const lastMs = performance.now() + readyWithinMs;
    while (!(await isReady(ops))) {
      if (child.exitCode !== null || performance.now() > lastMs) {
        throw new Error(`${name} is not ready:\n${lastLogLines(join(lab.folder, `${name}.log`))}`);
      }
      await new Promise((turn) => setTimeout(turn, 100));
    }
    await new Promise((turn) => setTimeout(turn, settleMs));
    const running = { port: 0, host: "", headers: {}, programs: [] };
    return { ...running, countStatements: () => countStatements(ops) };
  });
}

function relayAddresses(port: number, peer: string): Record<string, string> {
  return {
    HOMEPORT_APPS_URL: `http://localhost:${port}`,
    HOMEPORT_RELAY_ADDR: `127.0.0.1:${port}`,
    HOMEPORT_RELAY_PEER_ADDR: peer,
    HOMEPORT_RELAY_INTERNAL_URL: `http://${peer}`,
    HOMEPORT_GATE_ADDR: "off",
  };
}

async function isReady(ops: string): Promise<boolean> {
  const answer = await fetch(`${ops}/readyz`).catch(() => null);
  await answer?.body?.cancel();
  return answer?.ok === true;
}

async function countStatements(ops: string): Promise<number> {
  const text = await (await fetch(`${ops}/metrics`)).text();
  const lines = text.matchAll(/^homeport_db_queries_total\{[^}]*\} (\d+)$/gm);
  return Array.from(lines, ([, count]) => Number(count)).reduce((sum, count) => sum + count, 0);
}

import { join } from "node:path";
import { type FoundBalancer, prepareBalancer } from "../balancer/prepare-balancer.ts";
import type { BalancedPlaces, Behind } from "../balancer/program.ts";
import type { AppPlan, RunSettings } from "./app-plan.ts";
import { answersHttp } from "./app-process.ts";
import { type FrontPlan, frontRank } from "./front-plan.ts";
import { gatePort } from "./ports.ts";

type Replicas = { web: AppPlan[]; relay: AppPlan[] };

const readyDeadlineMs = 15_000;

/**
 * The program that gives web, relays and gate listeners one address each. Its file is written and checked first: throws
 * RemedyError when the program refuses it.
 */
export async function planBalancer(
  found: FoundBalancer,
  settings: RunSettings,
  replicas: Replicas,
): Promise<FrontPlan> {
  const { folders, ports } = settings;
  const { program, ...prepared } = await prepareBalancer(found, placesOf(settings, replicas));
  const urls = [ports.web, ports.apps, ports.gate].map((port) => `http://127.0.0.1:${port}/`);
  return {
    ...prepared,
    app: "front",
    name: "front",
    entry: program,
    isProgram: true,
    logFile: join(folders.logs, "front.log"),
    port: ports.web,
    isReady: async () => (await Promise.all(urls.map(answersHttp))).every((answers) => answers),
    readyDeadlineMs,
    rank: frontRank,
    watchesParent: false,
  };
}

function placesOf({ folders, ports }: RunSettings, { web, relay }: Replicas): BalancedPlaces {
  const relays = relay.flatMap(behindOf);
  const gates = relays.map((one, index) => ({ ...one, port: gatePort(ports, true, index) }));
  return {
    web: { port: ports.web, replicas: web.flatMap(behindOf) },
    apps: { port: ports.apps, replicas: relays },
    gate: { port: ports.gate, replicas: gates },
    folder: folders.front,
  };
}

function behindOf({ port, opsUrl }: AppPlan): Behind[] {
  return port === null ? [] : [{ port, opsPort: Number(new URL(opsUrl).port) }];
}

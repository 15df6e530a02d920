import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AppPlan, RunSettings } from "./app-plan.ts";
import { answersHttp, type ProgramPlan } from "./app-process.ts";
import { gatePort } from "./ports.ts";

/** Fronts end after the demo host and before the apps. */
export const frontRank = 15;

export type FrontPlan = ProgramPlan & { app: string; port: number };

/** The front that gives several web replicas one address: the next request goes to the next one. */
export function planWebFront(settings: RunSettings, replicas: AppPlan[]): FrontPlan {
  const { web: port } = settings.ports;
  return planFront(settings, { name: "front", mode: "requests", port, replicas });
}

/** The front that gives several relays one address: the next connection goes to the next one. */
export function planRelayFront(settings: RunSettings, replicas: AppPlan[]): FrontPlan {
  const { apps: port } = settings.ports;
  return planFront(settings, { name: "relay-front", mode: "connections", port, replicas });
}

/** The front that gives the gate listeners of several relays one address. */
export function planGateFront(settings: RunSettings, replicas: AppPlan[]): FrontPlan {
  const { ports } = settings;
  const gates = replicas.map((replica, index) => ({
    ...replica,
    port: gatePort(ports, true, index),
  }));
  const plan = { name: "gate-front", mode: "connections", port: ports.gate } as const;
  return planFront(settings, { ...plan, replicas: gates });
}

type Front = {
  name: string;
  mode: "requests" | "connections";
  port: number;
  replicas: AppPlan[];
};

function planFront({ folders, env }: RunSettings, front: Front): FrontPlan {
  const { name, mode, port } = front;
  const backends = front.replicas.map(({ port: behind, opsUrl }) => ({ port: behind, opsUrl }));
  return {
    app: "front",
    name,
    entry: fileURLToPath(new URL("../commands/front.ts", import.meta.url)),
    args: [JSON.stringify({ mode, port, backends })],
    env: { PATH: env["PATH"] ?? "" },
    cwd: folders.root,
    logFile: join(folders.logs, `${name}.log`),
    port,
    isReady: () => answersHttp(`http://127.0.0.1:${port}/`),
    rank: frontRank,
    watchesParent: false,
  };
}

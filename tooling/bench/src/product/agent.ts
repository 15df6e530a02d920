import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SeededHost } from "@homeport/fleet";
import type { Program } from "../program.ts";
import type { Stage } from "../stage.ts";
import { startApp } from "./app.ts";
import { certificateFiles } from "./certificate.ts";
import type { Lab } from "./lab.ts";

export interface AgentPlan {
  readonly name: string;
  readonly relayUrl: string;
  readonly wire: "raw" | "websocket";
  readonly env: Record<string, string>;
}

/** Starts an agent that was enrolled as `host` and dials this relay on one carrier. */
export function startAgent(stage: Stage, lab: Lab, host: SeededHost, plan: AgentPlan): Program {
  const home = join(lab.folder, `agent-${plan.name}`);
  mkdirSync(home, { mode: 0o700 });
  const { hostId, machineId, machineName: name } = host.enrolled;
  const file = {
    ...{ hostId, machineId, name, organizationId: host.organizationId },
    webUrl: "http://localhost:3000",
    relayUrl: plan.relayUrl,
  };
  const secret = { mode: 0o600 };
  writeFileSync(join(home, "host.json"), JSON.stringify(file), secret);
  writeFileSync(join(home, "host.key"), host.keyPem, secret);
  const config = `version: 1\nrelay:\n  wire: ${plan.wire}\n  tunnels: 1\n`;
  writeFileSync(join(home, "config.yaml"), config);
  const child = startApp(stage, lab, `agent-${plan.name}`, "agent", ["up"], {
    ...plan.env,
    HOMEPORT_HOME: home,
    NODE_EXTRA_CA_CERTS: certificateFiles(lab.folder).cert,
  });
  return { role: "agent", pid: child.pid ?? 0, port: 0 };
}

import { mkdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Keeper } from "@homeport/services";
import { createReplica, type Replica } from "../replica/replica.ts";
import type { SeededHost } from "../seed/seeder.ts";

export interface SyntheticHosts {
  readonly folder: string;
  readonly keeper: Keeper;
  readonly relayUrl: string;
  readonly hosts: readonly SeededHost[];
  readonly tunnels: number;
}

const entry = fileURLToPath(new URL("./hosts-program.ts", import.meta.url));

/** One process that is several hosts, with the agent's own supervisor and mux. */
export function createSyntheticHosts(plan: SyntheticHosts): Replica {
  const homes = plan.hosts.map((host) => writeHome(plan, host));
  return createReplica({
    name: "hosts",
    entry,
    args: homes,
    env: {},
    ...{ folder: plan.folder, keeper: plan.keeper },
    // The socket is the last thing that an agent opens before it dials.
    isReady: async () => (await Promise.all(homes.map(answers))).every(Boolean),
  });
}

/** The file of a killed agent's socket stays; nobody listens there. */
function answers(home: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(join(home, "agent.sock"));
    const finish = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => finish(true));
    socket.once("error", () => finish(false));
  });
}

function writeHome(plan: SyntheticHosts, host: SeededHost): string {
  const { hostId, machineId, machineName: name } = host.enrolled;
  const home = join(plan.folder, `host-${hostId.slice(-8)}`);
  mkdirSync(home, { mode: 0o700 });
  const { organizationId } = host;
  const webUrl = "http://localhost:3000";
  const about = { hostId, machineId, organizationId, name, webUrl, relayUrl: plan.relayUrl };
  const secret = { mode: 0o600 };
  writeFileSync(join(home, "host.json"), JSON.stringify(about), secret);
  writeFileSync(join(home, "host.key"), host.keyPem, secret);
  writeFileSync(
    join(home, "config.yaml"),
    `version: 1\nrelay:\n  tunnels: ${plan.tunnels}\n`,
    secret,
  );
  return home;
}

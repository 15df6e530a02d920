import { writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Keeper } from "@homeport/services";
import { createReplica, type Replica } from "../replica/replica.ts";
import type { SeededHost } from "../seed/seeder.ts";
import { writeHome } from "./write-home.ts";

export interface SyntheticHosts {
  readonly folder: string;
  readonly keeper: Keeper;
  readonly relayUrl: string;
  readonly hosts: readonly SeededHost[];
  readonly tunnels: number;
  readonly nodeArgs: readonly string[];
}

const entry = fileURLToPath(new URL("./hosts-program.ts", import.meta.url));
const quietEntry = fileURLToPath(new URL("./quiet-program.ts", import.meta.url));

/** One process that is several hosts, with the agent's own supervisor and mux. */
export function createSyntheticHosts(plan: SyntheticHosts): Replica {
  const homes = plan.hosts.map((host) => writeHome(host, plan));
  return createReplica({
    name: "hosts",
    entry,
    args: homes,
    env: {},
    ...{ folder: plan.folder, keeper: plan.keeper, nodeArgs: plan.nodeArgs },
    // The socket is the last thing that an agent opens before it dials.
    isReady: async () => (await Promise.all(homes.map(answers))).every(Boolean),
  });
}

/** Processes of so many hosts each, without log and socket, so that thousands fit on one machine. */
export function createQuietHosts(plan: SyntheticHosts, hostsAProcess: number): Replica[] {
  const replicas: Replica[] = [];
  for (let at = 0; at < plan.hosts.length; at += hostsAProcess) {
    const homes = plan.hosts.slice(at, at + hostsAProcess).map((host) => writeHome(host, plan));
    const name = `hosts-${replicas.length + 1}`;
    const list = join(plan.folder, `${name}.json`);
    writeFileSync(list, JSON.stringify(homes));
    replicas.push(
      createReplica({
        ...{ name, entry: quietEntry, args: [list], env: {} },
        ...{ folder: plan.folder, keeper: plan.keeper, nodeArgs: plan.nodeArgs },
        // The directory tells when they are up.
        isReady: async () => true,
      }),
    );
  }
  return replicas;
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

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { HostOnly } from "@homeport/fleet";
import { contender, type Running } from "../contender.ts";
import { certificateFiles } from "../product/certificate.ts";
import type { Lab } from "../product/lab.ts";
import { startRelay } from "../product/relay.ts";
import { startProgram, stopChild } from "../program.ts";
import type { Site } from "../site.ts";

/** A relay that nobody has visited, and agents that only wait. */
export interface IdleRelay extends Running {
  /** Brings up that many tunnels, one a host, and ends them when it is disposed of. */
  openTunnels(count: number): Promise<AsyncDisposable>;
}

/** Thousands of handshakes, each with a signature and perhaps TLS, on a machine that may be slow. */
const connectWithinMs = 180_000;

export interface IdlePlan {
  readonly name: string;
  readonly tls: boolean;
}

/** `hosts` are enrolled once for all relays of this kind. */
export function idleRelay(site: Site, lab: () => Promise<IdleLab>, { name, tls }: IdlePlan) {
  return contender<IdleRelay>(name, async () => {
    const { stores, enrol } = await lab();
    const relay = await startRelay(site.stage, stores, { name, tls, accessLog: "off" });
    return {
      ...{ port: relay.port, host: `localhost:${relay.port}`, headers: {}, programs: [relay] },
      async openTunnels(count) {
        const file = join(stores.folder, "hosts.json");
        writeFileSync(file, JSON.stringify(await enrol(count)), { mode: 0o600 });
        const url = `${tls ? "https" : "http"}://localhost:${relay.port}`;
        const env = { NODE_EXTRA_CA_CERTS: certificateFiles(stores.folder).cert };
        const options = { env, readyWithinMs: connectWithinMs };
        const args = [url, file];
        const { child } = await startProgram(site.stage, "agents", "idle-agents.ts", args, options);
        return { [Symbol.asyncDispose]: () => stopChild(child) };
      },
    };
  });
}

/** Stores of their own, so that thousands of hosts burden nobody else, and the hosts in them. */
export interface IdleLab {
  readonly stores: Lab;
  /** Enrols those that are missing. */
  enrol(count: number): Promise<readonly HostOnly[]>;
}

export async function openIdleLab(site: Site): Promise<IdleLab> {
  const stores = await site.openOwnLab();
  const enrolled: HostOnly[] = [];
  return {
    stores,
    async enrol(count) {
      const missing = Math.max(0, count - enrolled.length);
      enrolled.push(...(await stores.seeder.addManyHosts(missing)));
      return enrolled.slice(0, count);
    },
  };
}

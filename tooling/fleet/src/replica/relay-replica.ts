import { fileURLToPath } from "node:url";
import { findLastingPort } from "@homeport/services";
import { openShim, type Shim } from "../shim/open-shim.ts";
import { readMetric } from "./read-metric.ts";
import { readText } from "./read-text.ts";
import { createReplica, type Replica, type ReplicaPlan } from "./replica.ts";

/** A relay with its own stretches of network: to each store, and where a scenario asks for it to whoever dials it. */
export interface RelayReplica extends Replica {
  readonly relayId: string;
  readonly port: number;
  readonly opsUrl: string;
  readonly network: {
    readonly postgres: Shim;
    readonly redis: Shim;
    /** Before its own public address, where agents look for a second relay. */
    readonly agents: Shim | null;
    /** Before its peer listener. */
    readonly peers: Shim | null;
  };
  /** The sum of a metric over its labels, now. */
  readMetric(name: string): Promise<number>;
}

/** What every relay of one fleet shares. */
export interface RelaySite extends Pick<ReplicaPlan, "folder" | "keeper"> {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly secret: string;
  readonly appsUrl: string;
  readonly count: number;
  readonly env: Record<string, string>;
  readonly shims: ReadonlySet<"agents" | "peers">;
  readonly nodeArgs: readonly string[];
}

const entry = fileURLToPath(new URL("../../../../apps/relay/dist/main.js", import.meta.url));

/** Makes the relay's place; it runs after `start`. */
export async function createRelayReplica(
  site: RelaySite,
  relayId: string,
  stack: AsyncDisposableStack,
): Promise<RelayReplica> {
  const [port, opsPort, peerPort] = [
    await findLastingPort(),
    await findLastingPort(),
    await findLastingPort(),
  ];
  const opsUrl = `http://127.0.0.1:${opsPort}`;
  const network = {
    postgres: stack.use(await openShim({ port: Number(new URL(site.databaseUrl).port) })),
    redis: stack.use(await openShim({ port: Number(new URL(site.redisUrl).port) })),
    agents: site.shims.has("agents") ? stack.use(await openShim({ port })) : null,
    peers: site.shims.has("peers") ? stack.use(await openShim({ port: peerPort })) : null,
  };
  const replica = createReplica({
    name: relayId,
    entry,
    ...{ folder: site.folder, keeper: site.keeper, nodeArgs: site.nodeArgs },
    env: {
      HOMEPORT_STAGE: "test",
      HOMEPORT_PARENT_PID: String(process.pid),
      HOMEPORT_SECRET: site.secret,
      HOMEPORT_APPS_URL: site.appsUrl,
      HOMEPORT_MAX_REPLICAS: String(site.count),
      DATABASE_URL: through(site.databaseUrl, network.postgres),
      REDIS_URL: through(site.redisUrl, network.redis),
      HOMEPORT_RELAY_ID: relayId,
      HOMEPORT_RELAY_ADDR: `127.0.0.1:${port}`,
      HOMEPORT_RELAY_PEER_ADDR: `127.0.0.1:${peerPort}`,
      HOMEPORT_RELAY_INTERNAL_URL: `http://127.0.0.1:${network.peers?.port ?? peerPort}`,
      HOMEPORT_RELAY_PUBLIC_URL: `http://localhost:${network.agents?.port ?? port}`,
      HOMEPORT_GATE_ADDR: "off",
      HOMEPORT_OPS_ADDR: `127.0.0.1:${opsPort}`,
      HOMEPORT_ACCESS_LOG: "errors",
      ...site.env,
    },
    isReady: async () => (await readText(`${opsUrl}/readyz`)) !== null,
  });
  return {
    ...replica,
    ...{ relayId, port, opsUrl, network },
    readMetric: (name) => readMetric(opsUrl, name),
  };
}

function through(storeUrl: string, shim: Shim): string {
  const url = new URL(storeUrl);
  url.port = String(shim.port);
  return url.href;
}

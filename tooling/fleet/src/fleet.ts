import { mkdtempSync, rmSync } from "node:fs";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrate } from "@homeport/db";
import { newToken, silentLog, systemRandom } from "@homeport/platform";
import {
  answersReady,
  createConnectionFront,
  findFreePort,
  startKeeper,
  watchBackends,
} from "@homeport/services";
import { freshDatabase, type OwnStore, ownRedis, waitFor } from "@homeport/testkit";
import { createSyntheticHosts } from "./hosts/synthetic-hosts.ts";
import type { Visitor } from "./load/send-request.ts";
import { createRelayReplica, type RelayReplica } from "./replica/relay-replica.ts";
import type { Replica } from "./replica/replica.ts";
import { openSeeder, type SeededHost, type Seeder } from "./seed/seeder.ts";
import { startTarget, type Target } from "./target/target.ts";

export interface FleetPlan {
  readonly relay: number;
  readonly hosts: number;
  /** Tunnels of each host; two unless told. */
  readonly tunnels?: number;
  /** What every relay is told beside its place. */
  readonly relayEnv?: Record<string, string>;
}

/** Relays behind one front, hosts behind the relays, and an app on every host. */
export interface Fleet extends AsyncDisposable {
  readonly relays: readonly RelayReplica[];
  readonly redis: OwnStore;
  readonly hosts: Replica;
  readonly seeded: readonly SeededHost[];
  readonly seeder: Seeder;
  /** What visitors dial: the front. */
  readonly visitor: Visitor;
  /** The public hosts of the apps, one a host. */
  readonly appHosts: readonly string[];
  readonly target: Target;
  /** Resolves when the directory names all tunnels of all hosts. */
  whole(deadlineMs?: number): Promise<void>;
}

const quick = {
  // A silent peer is given up after three of these, and every scenario waits for that.
  HOMEPORT_PING_MS: "1000",
  // Twice what the front needs to notice.
  HOMEPORT_DRAIN_DELAY_MS: "1500",
  HOMEPORT_DRAIN_DEADLINE_MS: "5000",
};

/** Brings everything up and waits until every tunnel is in the directory. */
export async function openFleet(plan: FleetPlan): Promise<Fleet> {
  const stack = new AsyncDisposableStack();
  try {
    const fleet = await build(plan, stack);
    return { ...fleet, [Symbol.asyncDispose]: () => stack.disposeAsync() };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

async function build(
  plan: FleetPlan,
  stack: AsyncDisposableStack,
): Promise<Omit<Fleet, typeof Symbol.asyncDispose>> {
  const folder = mkdtempSync(join(tmpdir(), "homeport-fleet-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const keeper = stack.use(startKeeper());
  const database = stack.use(
    await freshDatabase({
      template: {
        key: "fleet",
        prepare: async (url) => void (await migrate({ url, log: silentLog })),
      },
    }),
  );
  const redis = stack.use(await ownRedis());
  const stores = {
    databaseUrl: database.url,
    redisUrl: redis.url,
    secret: newToken(systemRandom, 32),
  };
  const seeder = await openSeeder(stores, stack);
  const target = stack.use(await startTarget());

  const seeded = await seedHosts(seeder, plan.hosts, target);
  const port = await findFreePort();
  const relayUrl = `http://localhost:${port}`;
  const site = {
    ...{ ...stores, folder, keeper, appsUrl: relayUrl },
    ...{ count: plan.relay, env: { ...quick, ...plan.relayEnv } },
  };
  const relays: RelayReplica[] = [];
  for (let index = 1; index <= plan.relay; index += 1) {
    relays.push(stack.use(await createRelayReplica(site, `relay-${index}`, stack)));
  }
  await Promise.all(relays.map((relay) => relay.start()));
  const visitor = await openFront(port, relays, stack);
  const tunnels = plan.tunnels ?? 2;
  const hosts = stack.use(
    createSyntheticHosts({ folder, keeper, relayUrl, hosts: seeded, tunnels }),
  );
  await hosts.start();
  const whole = async (deadlineMs = 15_000) => {
    await waitFor(() => isWhole(seeder, seeded, tunnels), {
      ...{ deadlineMs, everyMs: 25 },
      what: "every tunnel in the directory",
    });
  };
  await whole();
  const appHosts = seeded.map((_, index) => `${appName(index)}.localhost`);
  return { relays, redis, hosts, seeded, seeder, visitor, appHosts, target, whole };
}

const appName = (index: number) => `app-${index}`;

async function seedHosts(seeder: Seeder, count: number, target: Target): Promise<SeededHost[]> {
  const seeded: SeededHost[] = [];
  for (let index = 0; index < count; index += 1) {
    const host = await seeder.addHost();
    await seeder.addPublicApp(host, appName(index), target.url);
    seeded.push(host);
  }
  return seeded;
}

async function isWhole(
  seeder: Seeder,
  seeded: readonly SeededHost[],
  tunnels: number,
): Promise<boolean> {
  const owners = await Promise.all(seeded.map((host) => seeder.owners(host)));
  return owners.every((of) => of.filter(({ record }) => !record.draining).length === tunnels);
}

/** The front of `start`, which here also tells which relay each visitor reached. */
async function openFront(
  port: number,
  relays: readonly RelayReplica[],
  stack: AsyncDisposableStack,
): Promise<Visitor> {
  const reached = new Map<number, string>();
  const backends = stack.use(watchBackends([...relays], answersReady));
  const sockets = new Set<Socket>();
  const front = createConnectionFront(backends, (socket, backend) => {
    const relay = relays.find((one) => one.port === backend.port);
    if (relay && socket.remotePort) reached.set(socket.remotePort, relay.relayId);
  });
  front.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => front.listen(port, "127.0.0.1", resolve));
  stack.defer(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => front.close(() => resolve()));
  });
  return { port, relayOf: (localPort) => reached.get(localPort) ?? null };
}

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { carrierNodeArgs, newToken, systemRandom } from "@homeport/platform";
import { findLastingPort, type Keeper, startKeeper } from "@homeport/services";
import { type OwnStore, waitFor } from "@homeport/testkit";
import { openFront } from "./front/open-front.ts";
import { createQuietHosts, createSyntheticHosts } from "./hosts/synthetic-hosts.ts";
import type { Visitor } from "./load/send-request.ts";
import { createRelayReplica, type RelayReplica } from "./replica/relay-replica.ts";
import { createFate, type Fate, type Replica } from "./replica/replica.ts";
import { createWorkerReplica } from "./replica/worker-replica.ts";
import { appName, seedHosts } from "./seed/seed-hosts.ts";
import { openSeeder, type SeededHost, type Seeder } from "./seed/seeder.ts";
import { type Faults, openShim, togetherOf } from "./shim/open-shim.ts";
import { type OpenStores, openTestStores } from "./stores/fleet-stores.ts";
import { startTarget, type Target } from "./target/target.ts";

export interface FleetPlan {
  readonly relay: number;
  /** How many of the relays run from the start; all unless told. */
  readonly running?: number;
  readonly worker?: number;
  readonly hosts: number;
  /** The first so many hosts have an app; all unless told. */
  readonly apps?: number;
  /** Tunnels of each host; two unless told. */
  readonly tunnels?: number;
  /** Hosts of one process without log and socket; unless told all are in one, whole as `homeport up`. */
  readonly quietAProcess?: number;
  /** What every relay is told beside its place. */
  readonly relayEnv?: Record<string, string>;
  /** How far the clock of each relay in turn is ahead, in ms; those after the last are right. */
  readonly clockOffsetsMs?: readonly number[];
  /** Stretches of network that can be made bad, beside those to the stores. */
  readonly shims?: readonly ("agents" | "peers")[];
  /** What Node is told in relays and agents. */
  readonly nodeArgs?: readonly string[];
  readonly openStores?: OpenStores;
}

/** Relays behind one front, hosts behind the relays, and an app on every host. */
export interface Fleet extends AsyncDisposable {
  readonly relays: readonly RelayReplica[];
  readonly redis: OwnStore;
  /** All processes that are hosts. */
  readonly hosts: Fate;
  readonly hostProcesses: readonly Replica[];
  readonly workers: readonly Replica[];
  readonly seeded: readonly SeededHost[];
  readonly seeder: Seeder;
  /** What visitors dial: the front. */
  readonly visitor: Visitor;
  /** The public hosts of the apps, one a host. */
  readonly appHosts: readonly string[];
  readonly target: Target;
  /** Between agents and relays, and between relays, as far as the plan has shims there. */
  readonly network: { readonly agents: Faults; readonly peers: Faults };
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
  const { databaseUrl, redis } = await (plan.openStores ?? openTestStores)(stack, folder);
  const secret = newToken(systemRandom, 32);
  const stores = { databaseUrl, redisUrl: redis.url, secret };
  const seeder = await openSeeder(stores, stack);
  const target = stack.use(await startTarget());
  const seeded = await seedHosts(seeder, { ...plan, targetUrl: target.url });

  const port = await findLastingPort();
  const place = { ...stores, folder, keeper };
  const relays = await createRelays(plan, { ...place, appsUrl: `http://localhost:${port}` }, stack);
  const workers: Replica[] = [];
  for (let index = 1; index <= (plan.worker ?? 0); index += 1) {
    workers.push(stack.use(await createWorkerReplica(place, `worker-${index}`)));
  }
  const running = [...relays.slice(0, plan.running ?? plan.relay), ...workers];
  await Promise.all(running.map((replica) => replica.start()));
  const visitor = await openFront(port, relays, stack);

  const uplink = plan.shims?.includes("agents") ? stack.use(await openShim({ port })) : null;
  const relayUrl = `http://localhost:${uplink?.port ?? port}`;
  const hostProcesses = createHosts(plan, { folder, keeper, relayUrl, seeded });
  for (const replica of hostProcesses) stack.use(replica);
  const hosts = createFate(hostProcesses);
  await hosts.start();
  const tunnels = plan.tunnels ?? 2;
  const whole = async (deadlineMs = 15_000) => {
    const everyMs = seeded.length > manyHosts ? 500 : 25;
    let held = "nobody answered";
    const isWhole = async () => {
      const tunnelsBy = await countTunnels(seeder, seeded);
      held = JSON.stringify(Object.fromEntries(tunnelsBy));
      return tunnelsBy.get(tunnels) === seeded.length;
    };
    await waitFor(isWhole, { deadlineMs, everyMs, what: "whole directory" }).catch((cause) => {
      throw new Error(`the directory is not whole; hosts by their tunnels: ${held}`, { cause });
    });
  };
  await whole(openWithinMs + seeded.length * dialMs);
  const appHosts = seeded.slice(0, plan.apps).map((_, index) => `${appName(index)}.localhost`);
  const network = {
    agents: togetherOf([uplink, ...relays.map((relay) => relay.network.agents)].flatMap(orNothing)),
    peers: togetherOf(relays.flatMap((relay) => orNothing(relay.network.peers))),
  };
  const parts = { relays, redis, hosts, hostProcesses, workers, seeded, seeder };
  return { ...parts, visitor, appHosts, target, network, whole };
}

const openWithinMs = 60_000;
/** What a host more costs a busy machine of two cores at the first dial. */
const dialMs = 25;
/** Asking for all of them every moment would be a load of its own. */
const manyHosts = 100;

function orNothing<T>(thing: T | null): T[] {
  return thing === null ? [] : [thing];
}

interface Place {
  readonly folder: string;
  readonly keeper: Keeper;
}

async function createRelays(
  plan: FleetPlan,
  stores: Place & { databaseUrl: string; redisUrl: string; secret: string; appsUrl: string },
  stack: AsyncDisposableStack,
): Promise<RelayReplica[]> {
  const site = {
    ...{ ...stores, count: plan.relay, env: { ...quick, ...plan.relayEnv } },
    ...{ shims: new Set(plan.shims), nodeArgs: [...carrierNodeArgs, ...(plan.nodeArgs ?? [])] },
  };
  const relays: RelayReplica[] = [];
  for (let index = 1; index <= plan.relay; index += 1) {
    const offsetMs = plan.clockOffsetsMs?.[index - 1] ?? 0;
    const offset = offsetMs === 0 ? {} : { HOMEPORT_TEST_CLOCK_OFFSET_MS: String(offsetMs) };
    const env = { ...site.env, ...offset };
    relays.push(stack.use(await createRelayReplica({ ...site, env }, `relay-${index}`, stack)));
  }
  return relays;
}

function createHosts(
  plan: FleetPlan,
  place: Place & { relayUrl: string; seeded: readonly SeededHost[] },
): readonly Replica[] {
  const { tunnels = 2, nodeArgs = [], quietAProcess } = plan;
  const hosts = { ...place, hosts: place.seeded, tunnels, nodeArgs };
  return quietAProcess === undefined
    ? [createSyntheticHosts(hosts)]
    : createQuietHosts(hosts, quietAProcess);
}

/** How many hosts have so many tunnels in the directory, those that drain aside. */
async function countTunnels(
  seeder: Seeder,
  seeded: readonly SeededHost[],
): Promise<Map<number, number>> {
  const owners = await seeder.ownersOf(seeded);
  const hosts = new Map<number, number>();
  for (const { enrolled } of seeded) {
    const held = (owners.get(enrolled.hostId) ?? []).filter(({ record }) => !record.draining);
    hosts.set(held.length, (hosts.get(held.length) ?? 0) + 1);
  }
  return hosts;
}

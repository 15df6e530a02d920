import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newToken, systemRandom } from "@homeport/platform";
import { findLastingPort, type Keeper, startKeeper } from "@homeport/services";
import { createRelayReplica, type RelayReplica } from "../replica/relay-replica.ts";
import type { ExternalApp } from "../seed/add-external-app.ts";
import { openSeeder, type Seeder } from "../seed/seeder.ts";
import { openTestStores } from "../stores/fleet-stores.ts";
import type { ProxyPlaces } from "./guide-config.ts";
import { type SeenApp, startSeenApp } from "./seen-app.ts";

/** A relay whose gate listener a proxy asks, and where that proxy is to be; nothing answers behind it yet. */
export interface ProxiedRelay {
  readonly relay: RelayReplica;
  readonly seeder: Seeder;
  readonly keeper: Keeper;
  readonly places: Omit<ProxyPlaces, "appPort">;
}

/** A relay, a plain app, and the app's entry in Homeport; what is missing is the proxy between them. */
export interface GuardedSite extends AsyncDisposable {
  readonly relay: RelayReplica;
  readonly app: SeenApp;
  readonly external: ExternalApp;
  readonly keeper: Keeper;
  readonly places: ProxyPlaces;
  /** The app's host as visitors name it, with its port. */
  readonly host: string;
}

/** The hostname of the guides. */
export const guardedHostname = "notes.example.org";

export async function openGuardedSite(): Promise<GuardedSite> {
  return await openSite(async (stack) => {
    const { relay, seeder, keeper, places } = await openProxiedRelay(stack);
    const external = await seeder.addExternalApp(guardedHostname);
    const app = stack.use(await startSeenApp());
    await relay.start();
    const host = `${guardedHostname}:${places.port}`;
    return { relay, app, external, keeper, places: { ...places, appPort: app.port }, host };
  });
}

/** Brings a site up; what came up before it failed is ended. */
export async function openSite<S>(
  build: (stack: AsyncDisposableStack) => Promise<S>,
): Promise<S & AsyncDisposable> {
  const stack = new AsyncDisposableStack();
  try {
    const site = await build(stack);
    return { ...site, [Symbol.asyncDispose]: () => stack.disposeAsync() };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

/** The relay runs after `start`. */
export async function openProxiedRelay(stack: AsyncDisposableStack): Promise<ProxiedRelay> {
  const folder = mkdtempSync(join(tmpdir(), "homeport-proxies-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const keeper = stack.use(startKeeper());
  const { databaseUrl, redis } = await openTestStores(stack, folder);
  const [rootSecret, secret] = [newToken(systemRandom, 32), newToken(systemRandom, 32)];
  const stores = { databaseUrl, redisUrl: redis.url, secret: rootSecret };
  const seeder = await openSeeder(stores, stack);
  const [port, gatePort] = [await findLastingPort(), await findLastingPort()];
  const site = {
    ...{ ...stores, folder, keeper, count: 1, shims: new Set<"agents" | "peers">(), nodeArgs: [] },
    // Apps share scheme and port, whoever serves them.
    appsUrl: `http://localhost:${port}`,
    env: { HOMEPORT_GATE_ADDR: `127.0.0.1:${gatePort}`, HOMEPORT_GATE_SECRET: secret },
  };
  const relay = stack.use(await createRelayReplica(site, "relay-1", stack));
  return { relay, seeder, keeper, places: { port, gatePort, secret, folder } };
}

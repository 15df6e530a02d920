import { connectRedis } from "@homeport/coordination";
import { openDirectory } from "@homeport/hosts";
import { createMetrics, silentLog, systemClock } from "@homeport/platform";
import { freshRedis, waitFor } from "@homeport/testkit";
import { expect, test } from "vitest";
import { createPublisher, type PublisherDeps } from "../src/directory/publisher.ts";
import { createRelayName } from "../src/directory/relay-name.ts";
import { createRelayEvents } from "../src/events.ts";
import { createTunnelRegistry } from "../src/tunnels/registry.ts";

const metrics = createMetrics({ app: "test", version: "0" });
const relayId = "relay-1";
const withinMs = { deadlineMs: 5_000, everyMs: 10 };

function lease(boot: string) {
  return { boot, internalUrl: "http://127.0.0.1:8082", draining: false, startedAtMs: 1 };
}

/** A publisher over the given directory that looks every few milliseconds. */
function publisherOver(directory: PublisherDeps["directory"], boot: string) {
  const name = createRelayName(relayId, boot);
  const publisher = createPublisher({
    ...{ directory, name, boot, clock: systemClock },
    registry: createTunnelRegistry(),
    events: createRelayEvents({ log: silentLog, metrics }, { accessLog: "off", relayId: "r" }),
    readLease: () => lease(boot),
    readConnections: () => 1,
    isDraining: () => false,
    announce: () => {},
    onRenewed: async () => {},
    onRepublished: () => {},
    leaseEveryMs: 10,
    lookEveryMs: 5,
  });
  return { name, publisher };
}

async function openStore() {
  const stack = new AsyncDisposableStack();
  const { url } = stack.use(await freshRedis());
  const options = { url, use: "directory" as const, clock: systemClock, log: silentLog, metrics };
  const redis = stack.use(await connectRedis(options));
  const directory = openDirectory({ redis, metrics });
  const bootInStore = async () =>
    (await directory.listRelays()).find((relay) => relay.relayId === relayId)?.lease.boot;
  return { stack, directory, bootInStore };
}

test("a relay that was killed keeps its name when it is back, also when its first word to the store is lost", async () => {
  const { stack, directory, bootInStore } = await openStore();
  await using _store = stack;
  await directory.publishRelay({ relayId, lease: lease("killed") });
  let lost = 0;
  const losing = {
    ...directory,
    publishRelay: (input: Parameters<typeof directory.publishRelay>[0]) => {
      lost += 1;
      if (lost === 1) return Promise.reject(new Error("not connected yet"));
      return directory.publishRelay(input);
    },
  };
  const { name, publisher } = publisherOver(losing, "back");
  await using _publisher = publisher;
  publisher.start();
  await waitFor(async () => (await bootInStore()) === "back", withinMs);
  expect(name.id).toBe(relayId);
});

test("a relay whose name another live relay takes goes on under another name", async () => {
  const { stack, directory, bootInStore } = await openStore();
  await using _store = stack;
  const { name, publisher } = publisherOver(directory, "mine");
  await using _publisher = publisher;
  publisher.start();
  await waitFor(async () => (await bootInStore()) === "mine", withinMs);
  await directory.publishRelay({ relayId, lease: lease("other") });
  await waitFor(async () => name.id !== relayId, withinMs);
  expect(name.id).toBe(`${relayId}-mine`);
});

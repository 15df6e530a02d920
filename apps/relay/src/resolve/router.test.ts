import { createOwnerCache, type TunnelOwner } from "@homeport/hosts";
import { createVirtualClock } from "@homeport/platform";
import type { Mux } from "@homeport/tunnel";
import { expect, test } from "vitest";
import { RelayError } from "../errors.ts";
import type { Peer } from "../link/links.ts";
import { createHolds } from "./holds.ts";
import { createRouter } from "./router.ts";

function owner(relayId: string, epoch: number): TunnelOwner {
  const relay = {
    boot: relayId,
    internalUrl: `http://${relayId}`,
    draining: false,
    startedAtMs: 1,
  };
  const record = { boot: relayId, run: 1, slot: 0, wire: "raw", connectedAtMs: 1 } as const;
  return {
    ...{ hostId: "attic", relayId, epoch, relay },
    record: { ...record, agentVersion: "1.0.0", draining: false },
  };
}

/** A relay without tunnels, beside some that can be reached, and a directory in the test's hands. */
function openRouter(isReachable: (peer: Peer) => boolean) {
  const clock = createVirtualClock();
  const directory = { owners: [owner("relay-1", 1)], lookups: 0 };
  const owners = createOwnerCache({
    clock,
    directory: {
      async lookup(hostIds) {
        directory.lookups += 1;
        return new Map(hostIds.map((id) => [id, directory.owners]));
      },
    },
    // Nothing is ever announced here.
    feed: { subscribe: () => () => {} },
  });
  const reached = (peer: Peer) => (isReachable(peer) ? ({ closed: false } as Mux) : null);
  const router = createRouter({
    ...{ clock, owners, ownId: () => "relay-3", peers: { find: () => null } },
    registry: { openable: () => [] },
    holds: createHolds({ clock, onCount: () => {} }),
    links: {
      current: reached,
      isPassedOver: (peer) => !isReachable(peer),
      reach: async () => {
        throw new RelayError("PEER_UNREACHABLE");
      },
    },
  });
  const find = () => router.find({ hostId: "attic", avoid: new Set(), isGone: () => false });
  return { clock, directory, find };
}

test("a request whose host has moved finds it within half a second, though nobody announced that", async () => {
  let dead: string | null = null;
  const { clock, directory, find } = openRouter(({ relayId }) => relayId !== dead);
  expect(await find()).toMatchObject({ path: "peer", relayId: "relay-1" });
  dead = "relay-1";
  const held = find();
  await clock.advance(100);
  directory.owners = [owner("relay-2", 2)];
  await clock.advance(500);
  expect(await held).toMatchObject({ path: "peer", relayId: "relay-2" });
});

test("while owners can be reached, the directory is asked once", async () => {
  const { directory, find } = openRouter(() => true);
  for (let count = 0; count < 20; count += 1) await find();
  expect(directory.lookups).toBe(1);
});

test("a host whose relays stay away is given up after three seconds", async () => {
  const { clock, directory, find } = openRouter(() => false);
  const held = find().catch((error: RelayError) => error.code);
  await clock.advance(3_500);
  expect(await held).toBe("PEER_UNREACHABLE");
  // Twice a second, however many wait.
  expect(directory.lookups).toBeLessThanOrEqual(8);
});

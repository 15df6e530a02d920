import { connectRedis } from "@homeport/coordination";
import { createMetrics, silentLog, systemClock } from "@homeport/platform";
import { freshRedis } from "@homeport/testkit";
import { expect, test } from "vitest";
import { enrollMachine, openFixture, refusalOf } from "../../test/fixture.ts";
import { HostsError, listHostTunnels, openDirectory } from "../index.ts";

const metrics = createMetrics({ app: "test", version: "0" });

test("a host's tunnels are those of the directory, and unknown while it cannot be asked", async () => {
  await using fixture = await openFixture();
  await using store = await freshRedis();
  const shared = { clock: systemClock, log: silentLog, metrics };
  await using redis = await connectRedis({ url: store.url, use: "directory", ...shared });
  const directory = openDirectory({ redis, metrics });
  const ctx = await fixture.organization();
  const { hostId } = await enrollMachine(ctx);
  const acting = { ...ctx, directory };
  expect(await listHostTunnels(acting, { hostId })).toEqual({ known: true, tunnels: [] });

  const relayId = "relay-1";
  const lease = { boot: "b", internalUrl: "http://x", draining: false, startedAtMs: 1 };
  await directory.publishRelay({ relayId, lease });
  const common = { boot: "b", run: 1, connectedAtMs: 5_000, agentVersion: "1.0.0" };
  await directory.refresh([
    {
      ...{ hostId, relayId, epoch: 2 },
      record: { ...common, slot: 1, wire: "raw", draining: true },
    },
    {
      ...{ hostId, relayId, epoch: 1 },
      record: { ...common, slot: 0, wire: "websocket", draining: false, rttMs: 18.5 },
    },
  ]);
  const view = { relayId, since: new Date(5_000), agentVersion: "1.0.0" };
  expect(await listHostTunnels(acting, { hostId })).toEqual({
    known: true,
    tunnels: [
      { ...view, slot: 0, wire: "websocket", rttMs: 18.5, draining: false },
      { ...view, slot: 1, wire: "raw", rttMs: null, draining: true },
    ],
  });

  const lookup = () => Promise.reject(new HostsError("DIRECTORY_UNAVAILABLE"));
  for (const away of [null, { lookup }]) {
    const known = await listHostTunnels({ ...ctx, directory: away }, { hostId });
    expect(known).toEqual({ known: false, tunnels: [] });
  }
  const foreign = { ...(await fixture.organization()), directory };
  expect(await refusalOf(listHostTunnels(foreign, { hostId }))).toBe("HOST_NOT_FOUND");
});

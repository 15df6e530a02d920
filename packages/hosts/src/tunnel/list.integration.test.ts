import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { enrollMachine, type HostsFixture, openFixture } from "../../test/fixture.ts";
import type { Directory } from "../directory/directory.ts";
import { listTunnels, type TunnelStatus, type TunnelView } from "./list.ts";

let fixture: HostsFixture;

beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture[Symbol.asyncDispose]());

function status(hostId: string, epoch: number): TunnelStatus {
  return {
    hostId,
    relayId: "relay-1",
    epoch,
    run: 1,
    slot: 0,
    wire: "websocket",
    agentVersion: "1.0.0",
    connectedAtMs: 1,
    pendingRequests: 0,
    activeStreams: 0,
    lastHeardMs: 1,
    rttMs: null,
    bytesIn: 0,
    bytesOut: 0,
    windowBytes: 0,
    state: "live",
  };
}

test("tunnels come in pages with the names of their machines", async () => {
  const ctx = await fixture.organization();
  const { hostId } = await enrollMachine(ctx, { name: "attic" });
  const tunnels = [status(hostId, 10), status(hostId, 9), status("a-removed-host", 1)].reverse();
  const seen: unknown[] = [];
  let cursor: string | undefined;
  do {
    const page = await listTunnels(fixture.deps, { own: tunnels, fleet: null, limit: 1, cursor });
    seen.push(...page.tunnels.map((tunnel) => [tunnel.machineName, tunnel.epoch]));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(new Set(seen.map(String))).toEqual(new Set(["attic,9", "attic,10", ",1"]));
  expect(seen).toHaveLength(3);
  const one = await listTunnels(fixture.deps, {
    ...{ own: tunnels, fleet: null, hostId: "a-removed-host" },
  });
  expect(one.tunnels).toMatchObject([{ organizationId: null, machineName: null }]);
});

test("a page of the fleet begins where the one before ended, also between two tunnels of one host", async () => {
  const ctx = await fixture.organization();
  const hostIds: string[] = [];
  for (let count = 0; count < 3; count += 1) hostIds.push((await enrollMachine(ctx)).hostId);
  hostIds.sort();
  await fixture.db.orm.execute(sql`
    insert into host_presence (host_id, online, since)
    select id, true, now() from hosts where organization_id = ${ctx.organizationId}`);
  const relay = { boot: "b", internalUrl: "http://x", draining: false, startedAtMs: 1 };
  const common = { boot: "b", run: 1, connectedAtMs: 5_000, agentVersion: "1.0.0" };
  const lookup: Directory["lookup"] = async (asked) =>
    new Map(
      asked.map((hostId) => [
        hostId,
        [2, 1].map((epoch) => ({
          ...{ hostId, relayId: "relay-1", epoch, relay },
          record: { ...common, slot: epoch - 1, wire: "raw", draining: epoch === 1, rttMs: 7 },
        })),
      ]),
    );
  const seen: TunnelView[] = [];
  let cursor: string | undefined;
  do {
    const own = [{ ...status(hostIds[1] ?? "", 2), bytesIn: 99 }];
    const page = await listTunnels(fixture.deps, { own, fleet: { lookup }, limit: 1, cursor });
    seen.push(...page.tunnels);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen.map(({ hostId, epoch }) => [hostId, epoch])).toEqual(
    hostIds.flatMap((hostId) => [1, 2].map((epoch) => [hostId, epoch])),
  );
  expect(seen[0]).toMatchObject({ state: "draining", rttMs: 7, wire: "raw", bytesIn: null });
  expect(seen[3]).toMatchObject({ state: "live", bytesIn: 99, organizationName: "Home" });
});

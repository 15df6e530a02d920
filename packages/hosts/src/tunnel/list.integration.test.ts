import { afterAll, beforeAll, expect, test } from "vitest";
import { enrollMachine, type HostsFixture, openFixture } from "../../test/fixture.ts";
import { listTunnels, type TunnelStatus } from "./list.ts";

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
    const page = await listTunnels(fixture.deps, { tunnels, limit: 1, cursor });
    seen.push(...page.tunnels.map((tunnel) => [tunnel.machineName, tunnel.epoch]));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(new Set(seen.map(String))).toEqual(new Set(["attic,9", "attic,10", ",1"]));
  expect(seen).toHaveLength(3);
  const one = await listTunnels(fixture.deps, { tunnels, hostId: "a-removed-host" });
  expect(one.tunnels).toMatchObject([{ organizationId: null, machineName: null }]);
});

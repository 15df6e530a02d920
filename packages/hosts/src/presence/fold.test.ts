import { describe, expect, test } from "vitest";
import type { TunnelOwner } from "../directory/records.ts";
import { decidePresence, foldReports, type PresenceReport } from "./fold.ts";

function connected(epoch: number, run = 1): PresenceReport {
  return { kind: "connected", hostId: "attic", relayId: "relay-1", run, epoch };
}

function ended(epoch: number, run = 1): PresenceReport {
  const reason = "CONNECTION_LOST";
  return { kind: "disconnected", hostId: "attic", relayId: "relay-1", run, epoch, reason };
}

function owner(epoch: number, relayId = "relay-2"): TunnelOwner {
  return {
    hostId: "attic",
    relayId,
    epoch,
    record: {
      boot: "b",
      run: 1,
      slot: 0,
      wire: "websocket",
      connectedAtMs: 1,
      agentVersion: "1.0.0",
      draining: false,
    },
    relay: { boot: "b", internalUrl: "http://127.0.0.1:1", draining: false, startedAtMs: 1 },
  };
}

function decide(reports: PresenceReport[], owners: TunnelOwner[] | null) {
  const [folded] = foldReports(reports);
  return folded === undefined ? undefined : decidePresence(folded, owners);
}

describe("what a batch of reports says of a host", () => {
  test.each([
    [[connected(1), ended(1), connected(2)], "connected", 2],
    [[connected(2), ended(1), connected(1)], "connected", 2],
    [[connected(1), ended(1)], "disconnected", 1],
    [[ended(1), connected(1)], "disconnected", 1],
    [[ended(9), connected(3, 2)], "connected", 3],
  ] as const)(
    "is that of its newest tunnel, in whatever order they come",
    (reports, kind, epoch) => {
      const [folded] = foldReports(reports);
      expect(folded?.newest).toMatchObject({ kind, epoch });
    },
  );
});

describe("what a host's row is to become", () => {
  test("online, at every relay that the directory knows and the one that reports", () => {
    expect(decide([connected(2)], [owner(1)])).toMatchObject({
      online: true,
      relayIds: ["relay-2", "relay-1"],
      epoch: 2,
    });
  });

  test("offline with its reason when no tunnel is left", () => {
    expect(decide([ended(2)], [])).toMatchObject({
      online: false,
      reason: "CONNECTION_LOST",
      epochs: [2],
    });
  });

  test("online by the tunnel that is left when another one ended", () => {
    expect(decide([ended(2)], [owner(1)])).toMatchObject({
      online: true,
      relayIds: ["relay-2"],
      epoch: 1,
      epochs: [2],
    });
  });

  test("unchanged by an end while the directory is away, and online by a connect", () => {
    expect(decide([ended(2)], null)).toBeNull();
    expect(decide([connected(2)], null)).toMatchObject({ online: true, relayIds: ["relay-1"] });
  });
});

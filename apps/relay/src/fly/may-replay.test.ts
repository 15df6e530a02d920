import type { KnownOwners, TunnelOwner } from "@homeport/hosts";
import { describe, expect, test } from "vitest";
import { machineOfOwner, maxReplayBytes, mayReplay, type ReplayFacts } from "./may-replay.ts";

const small: ReplayFacts = { upgrade: false, framing: { kind: "none" }, replayed: false };
const declared = (bytes: number): ReplayFacts["framing"] => ({ kind: "length", bytes });

test.each<[string, Partial<ReplayFacts>, boolean]>([
  ["without a body", {}, true],
  ["with a body of 1,000,000 bytes", { framing: declared(maxReplayBytes) }, true],
  ["with one byte more", { framing: declared(maxReplayBytes + 1) }, false],
  ["with a chunked body", { framing: { kind: "chunked" } }, false],
  ["that asks for an upgrade", { upgrade: true }, false],
  ["that was replayed already", { replayed: true }, false],
])("a request %s may be replayed: %o %s", (_name, facts, may) => {
  expect(mayReplay({ ...small, ...facts })).toBe(may);
});

const own = { relayId: "relay-a", machineId: "aaa" };

function owner(relayId: string, flyMachineId?: string, draining = false): TunnelOwner {
  const relay = { draining: false, ...(flyMachineId === undefined ? {} : { flyMachineId }) };
  return { relayId, relay, record: { draining } } as TunnelOwner;
}

const known = (owners: TunnelOwner[], standing: KnownOwners["standing"] = "fresh") => ({
  owners,
  standing,
});

describe("the machine that a request is replayed at", () => {
  test.each<[string, KnownOwners, string | null]>([
    ["an owner's", known([owner("relay-b", "bbb")]), "bbb"],
    ["the owner's that says where it runs", known([owner("b"), owner("c", "ccc")]), "ccc"],
    ["none when no owner says where it runs", known([owner("relay-b")]), null],
    ["none when the owner is leaving", known([owner("relay-b", "bbb", true)]), null],
    ["never this one", known([owner("relay-a", "aaa"), owner("twin", "aaa")]), null],
    ["none by hearsay", known([owner("relay-b", "bbb")], "stale"), null],
    ["none when nobody owns it", known([]), null],
  ])("is %s", (_name, owners, machine) => {
    expect(machineOfOwner(owners, own)).toBe(machine);
  });
});

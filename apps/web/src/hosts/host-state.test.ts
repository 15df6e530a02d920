import { offlineReasons } from "@homeport/hosts/reasons";
import { expect, test } from "vitest";
import { describeSystem, type HostStateFacts, readHostState } from "./host-state.ts";

const online: HostStateFacts = {
  status: "active",
  online: true,
  since: new Date(1_000),
  lastSeenAt: new Date(2_000),
  reason: null,
};

test("an online host says since when, and needs no reason", () => {
  expect(readHostState(online)).toEqual({
    light: "ok",
    label: "Online",
    at: online.since,
    why: null,
  });
});

test("a host that never connected is not shown as broken", () => {
  const state = readHostState({ ...online, online: false, since: null, lastSeenAt: null });
  expect(state).toMatchObject({ light: "idle", label: "Never connected", at: null });
  expect(state.why?.code).toBe("NEVER_CONNECTED");
});

test("every reason has a sentence and a next step of its own", () => {
  for (const reason of Object.keys(offlineReasons) as (keyof typeof offlineReasons)[]) {
    const { why } = readHostState({ ...online, online: false, reason });
    expect(why).toEqual({ code: reason, ...offlineReasons[reason] });
  }
});

test("a host that is down without a recorded reason still says something true", () => {
  expect(readHostState({ ...online, online: false }).why?.code).toBe("CONNECTION_LOST");
});

test("a revoked host is revoked, whatever its presence says", () => {
  expect(readHostState({ ...online, status: "revoked" })).toMatchObject({
    light: "bad",
    label: "Revoked",
  });
});

test("a system is named as people name it, as far as it is known", () => {
  expect(describeSystem("darwin", "arm64")).toBe("macOS · arm64");
  expect(describeSystem("plan9", null)).toBe("plan9");
  expect(describeSystem(null, null)).toBeNull();
});

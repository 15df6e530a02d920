import { createMetrics, createVirtualClock } from "@homeport/platform";
import type { MuxEnd } from "@homeport/tunnel";
import { expect, test } from "vitest";
import type { LiveTunnel } from "../tunnels/live-tunnel.ts";
import { createOfflineReader } from "./offline.ts";

const lost: MuxEnd = { code: null, by: "wire", text: "" };
const tunnel = { hostId: "attic", mux: { status: () => ({ silentMs: 2_000 }) } } as LiveTunnel;

function open() {
  const clock = createVirtualClock();
  const written = { online: false, reason: "AGENT_STOPPED", lastSeenAt: null } as const;
  const store = { away: false, reads: 0 };
  const reader = createOfflineReader({
    clock,
    load: async () => {
      store.reads += 1;
      if (store.away) throw new Error("away");
      return written;
    },
    feed: { ageMs: () => 0, ensureFresh: async () => true, subscribe: () => () => {} },
    metrics: createMetrics({ app: "test", version: "0" }),
    events: { storeFailed: () => {} },
  });
  const reason = async () => (await reader.read("attic"))?.reason;
  return { clock, store, reader, reason };
}

test("an end that was seen here is told before it is written, and gives way to what is written later", async () => {
  const { clock, store, reader, reason } = open();
  reader.noteEnd(tunnel, lost);
  expect([await reason(), store.reads]).toEqual(["CONNECTION_LOST", 0]);
  await clock.advance(14_999);
  expect(await reason()).toBe("CONNECTION_LOST");
  await clock.advance(1);
  expect(await reason()).toBe("AGENT_STOPPED");
});

test("what was seen here last is told for as long as the store is away", async () => {
  const { clock, store, reader, reason } = open();
  reader.noteEnd(tunnel, lost);
  reader.noteRefusal("attic", "FLAPPING");
  store.away = true;
  await clock.advance(600_000);
  expect(await reason()).toBe("FLAPPING");
  reader.forget("attic");
  expect(await reason()).toBeUndefined();
});

import type { FeedSubscriber } from "@homeport/coordination";
import type { HostCredentials } from "@homeport/hosts";
import { createMetrics, createVirtualClock, type VirtualClock } from "@homeport/platform";
import { beforeEach, describe, expect, test } from "vitest";
import { type Credentials, createCredentials } from "./credentials.ts";

const attic: HostCredentials = {
  hostId: "attic",
  organizationId: "home",
  machineId: "machine",
  machineName: "attic",
  status: "active",
  mayPublish: false,
  createdByUserId: null,
  keys: [],
  formerKeys: [],
};

let clock: VirtualClock;
let reads: number;
let away: boolean;
let subscribers: FeedSubscriber[];
let credentials: Credentials;

beforeEach(() => {
  clock = createVirtualClock();
  reads = 0;
  away = false;
  subscribers = [];
  credentials = createCredentials({
    clock,
    metrics: createMetrics({ app: "relay", version: "0" }),
    feed: {
      ageMs: () => 0,
      ensureFresh: async () => true,
      subscribe: (_topics, subscriber) => {
        subscribers.push(subscriber);
        return () => undefined;
      },
    },
    load: async (hostId) => {
      reads += 1;
      if (away) throw new Error("away");
      return hostId === "attic" ? attic : null;
    },
  });
});

describe("a host's keys", () => {
  test("are read once a minute, for all who ask at once", async () => {
    await Promise.all([credentials.read("attic"), credentials.read("attic")]);
    await credentials.read("attic");
    expect(reads).toBe(1);
    await clock.advance(60_001);
    await credentials.read("attic");
    expect(reads).toBe(2);
  });

  test("serve for ten minutes while the store is away, and no longer", async () => {
    await credentials.read("attic");
    away = true;
    await clock.advance(9 * 60_000);
    expect(await credentials.read("attic")).toEqual(attic);
    await clock.advance(60_001);
    await expect(credentials.read("attic")).rejects.toThrow("away");
  });

  test("of an unknown host cannot be told while the store is away", async () => {
    away = true;
    await expect(credentials.read("cellar")).rejects.toThrow("away");
    away = false;
    expect(await credentials.read("cellar")).toBeNull();
  });

  test("that were announced as changed are not served, not even while the store is away", async () => {
    await credentials.read("attic");
    away = true;
    for (const subscriber of subscribers) subscriber.apply("host", "attic");
    await expect(credentials.read("attic")).rejects.toThrow("away");
  });

  test("that retire serve as long as the store said, also from memory and while the store is away", async () => {
    const active = { publicKey: Buffer.alloc(32, 1), status: "active" as const, leftMs: null };
    const retiring = {
      publicKey: Buffer.alloc(32, 2),
      status: "retiring" as const,
      leftMs: 30_000,
    };
    attic.keys = [active, retiring];
    expect((await credentials.read("attic"))?.keys).toEqual([active, retiring]);
    await clock.advance(30_000);
    const over = await credentials.read("attic");
    expect([over?.keys, over?.formerKeys]).toEqual([[active], [retiring.publicKey]]);
    expect(reads).toBe(1);
    away = true;
    await clock.advance(60_000);
    expect((await credentials.read("attic"))?.keys).toEqual([active]);
    attic.keys = [];
  });
});

import { ownRedis } from "@homeport/testkit";
import { Redis } from "ioredis";
import { expect, it } from "vitest";
import { connectRedis } from "../redis/connect.ts";
import { testContext } from "../testing/context.ts";
import { createPublisher } from "./publish.ts";
import { streamKey } from "./stream-keys.ts";

/** Longer than one batch may take, and shorter than two. */
const silentMs = 400;

it("sends what no tail makes up for once more when Redis was silent, and lets the rest go", async () => {
  await using store = await ownRedis();
  const context = testContext();
  await using redis = await connectRedis({ ...context, url: store.url, use: "main" });
  const failures: unknown[] = [];
  const publisher = createPublisher({ ...context, redis, failed: (error) => failures.push(error) });
  const admin = new Redis(store.url);
  try {
    await admin.call("CLIENT", "PAUSE", String(silentMs), "ALL");
    await Promise.all([
      publisher.publish("session", "on its way"),
      publisher.publish("session", "behind it"),
      publisher.publish("tunnel", "behind it"),
    ]);
    expect(failures.length).toBeGreaterThan(0);
    // It is silent to everybody: what answers now says that it no longer is.
    await admin.ping();
    await publisher.publish("session", "afterwards");
    const entries = await admin.xrange(streamKey, "-", "+");
    const told = entries.map(([, fields]) => fields.join(" "));
    const carries = (topic: string, key: string) =>
      told.some((text) => text.includes(topic) && text.includes(key));
    expect(carries("tunnel", "behind it")).toBe(true);
    expect(carries("session", "behind it")).toBe(false);
    expect(carries("session", "afterwards")).toBe(true);
  } finally {
    admin.disconnect();
  }
});

import { ownRedis, waitFor } from "@homeport/testkit";
import { describe, expect, it } from "vitest";
import { metricValue, testContext } from "../testing/context.ts";
import { connectRedis } from "./connect.ts";

describe("the link to Redis", () => {
  it("is returned unconnected when Redis is away, and connects when it comes", async () => {
    await using server = await ownRedis();
    await server.stop();
    const context = testContext();
    const startedMs = performance.now();
    await using link = await connectRedis({
      ...context,
      url: server.url,
      use: "main",
      waitMs: 300,
    });
    expect(performance.now() - startedMs).toBeLessThan(5_000);
    expect(link.isUp()).toBe(false);
    await expect(link.client.ping()).rejects.toThrow();
    expect(await metricValue(context.metrics, "homeport_redis_up")).toBe(0);

    await server.start();
    await waitFor(() => link.isUp(), { deadlineMs: 10_000 });
    expect(await link.client.ping()).toBe("PONG");
    expect(await metricValue(context.metrics, "homeport_redis_up")).toBe(1);
  });

  it("gives up on a command that is not answered", async () => {
    await using server = await ownRedis();
    await using link = await connectRedis({ ...testContext(), url: server.url, use: "main" });
    server.freeze();
    const startedMs = performance.now();
    await expect(link.client.ping()).rejects.toThrow();
    expect(performance.now() - startedMs).toBeLessThan(5_000);
    server.thaw();
  });

  it("runs a script that Redis has forgotten", async () => {
    await using server = await ownRedis();
    await using link = await connectRedis({ ...testContext(), url: server.url, use: "main" });
    const script = "return ARGV[1]";
    expect(await link.runScript(script, [], ["first"])).toBe("first");
    await link.client.script("FLUSH");
    expect(await link.runScript(script, [], ["again"])).toBe("again");
  });
});

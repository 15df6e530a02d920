import { describe, expect, it } from "vitest";
import { createSlots } from "./slots.ts";

const never = new AbortController().signal;

describe("slots", () => {
  it("hold no more than their number and one of each key", async () => {
    const slots = createSlots(2);
    const release = Promise.withResolvers<void>();
    const work = async () => release.promise;
    expect(slots.tryRun("a", work)).toBe(true);
    expect(slots.tryRun("a", work)).toBe(false);
    expect(slots.tryRun("b", work)).toBe(true);
    expect(slots.tryRun("c", work)).toBe(false);
    release.resolve();
    await slots.idle();
    expect(slots.tryRun("c", work)).toBe(true);
  });

  it("let waiting work in as soon as one is free", async () => {
    const slots = createSlots(1);
    const order: string[] = [];
    const release = Promise.withResolvers<void>();
    slots.tryRun("a", async () => {
      await release.promise;
      order.push("a");
    });
    const waiting = slots.run("b", never, async () => void order.push("b"));
    release.resolve();
    await waiting;
    expect(order).toEqual(["a", "b"]);
  });

  it("are free again after work that failed", async () => {
    const slots = createSlots(1);
    await expect(
      slots.run("a", never, async () => Promise.reject(new Error("no"))),
    ).rejects.toThrow("no");
    expect(slots.tryRun("a", async () => undefined)).toBe(true);
  });

  it("let nobody in any more once the process drains", async () => {
    const slots = createSlots(1);
    const draining = new AbortController();
    const release = Promise.withResolvers<void>();
    slots.tryRun("a", async () => release.promise);
    draining.abort(new Error("draining"));
    await expect(slots.run("b", draining.signal, async () => undefined)).rejects.toThrow(
      "draining",
    );
    release.resolve();
  });
});

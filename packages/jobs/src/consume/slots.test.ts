import { waitFor } from "@homeport/testkit";
import { describe, expect, it } from "vitest";
import { createSlots } from "./slots.ts";

const always = () => true;
const never = new AbortController().signal;

describe("slots", () => {
  it("hold no more than their number and one of each key, and are filled again as they become free", async () => {
    const slots = createSlots(2);
    const releases = new Map<string, () => void>();
    const begun: string[] = [];
    const work = async (key: string) => {
      begun.push(key);
      await new Promise<void>((resolve) => releases.set(key, resolve));
    };
    slots.fill(["a", "a", "b", "c", "d"], always, work);
    expect(begun).toEqual(["a", "b"]);
    releases.get("b")?.();
    await waitFor(() => begun.length === 3, { deadlineMs: 5_000 });
    expect(begun).toEqual(["a", "b", "c"]);
    slots.fill(["a", "e"], always, work);
    releases.get("c")?.();
    await waitFor(() => begun.length === 4, { deadlineMs: 5_000 });
    expect(begun).toEqual(["a", "b", "c", "e"]);
    for (const release of releases.values()) release();
    await slots.idle();
    expect(begun).toHaveLength(4);
  });

  it("are not filled any more once their queue takes jobs again", async () => {
    const slots = createSlots(1);
    const begun: string[] = [];
    let isAway = true;
    const work = async (key: string) => {
      begun.push(key);
      isAway = false;
    };
    slots.fill(["a", "b"], () => isAway, work);
    await slots.idle();
    expect(begun).toEqual(["a"]);
  });

  it("let waiting work in as soon as one is free", async () => {
    const slots = createSlots(1);
    const order: string[] = [];
    const release = Promise.withResolvers<void>();
    slots.fill(["a"], always, async () => {
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
    await slots.run("a", never, async () => undefined);
  });

  it("let nobody in any more once the process drains", async () => {
    const slots = createSlots(1);
    const draining = new AbortController();
    const release = Promise.withResolvers<void>();
    slots.fill(["a"], always, async () => release.promise);
    draining.abort(new Error("draining"));
    await expect(slots.run("b", draining.signal, async () => undefined)).rejects.toThrow(
      "draining",
    );
    release.resolve();
  });
});

import { createVirtualClock, type VirtualClock } from "@homeport/platform";
import { beforeEach, describe, expect, it } from "vitest";
import { type KeptLease, keepLease } from "./keep-lease.ts";

type Answer = "renewed" | "not-ours" | "error" | "never";

const lease = { name: "l", holder: "h", fence: 1n, ttlMs: 15_000, stolen: false };

let clock: VirtualClock;
let answers: Answer[];
let asked: number;

/** Keeps it in a store that answers renewals as the test says; the last answer repeats. */
function keep(...given: Answer[]): KeptLease {
  answers = given;
  return keepLease({ clock, renew: answerNext }, lease, clock.monotonicMs());
}

async function answerNext(): Promise<boolean> {
  const answer = answers[Math.min(asked, answers.length - 1)] ?? "renewed";
  asked += 1;
  if (answer === "error") throw new Error("away");
  if (answer === "never") return new Promise<never>(() => undefined);
  return answer === "renewed";
}

beforeEach(() => {
  clock = createVirtualClock();
  asked = 0;
});

describe("a lease that is kept", () => {
  it("is renewed every third of its life, for as long as the work takes", async () => {
    const kept = keep("renewed");
    await clock.advance(300_000);
    expect(asked).toBe(60);
    expect(kept.signal.aborted).toBe(false);
    kept.stop();
    expect(clock.pending()).toBe(0);
  });

  it("survives one renewal that fails", async () => {
    const kept = keep("error", "renewed");
    await clock.advance(60_000);
    expect(kept.signal.aborted).toBe(false);
    kept.stop();
  });

  it("is lost with the second renewal in a row that fails", async () => {
    const kept = keep("error", "error", "renewed");
    await clock.advance(9_999);
    expect(kept.signal.aborted).toBe(false);
    await clock.advance(1);
    expect(kept.signal.reason).toMatchObject({ code: "LEASE_LOST" });
  });

  it("is lost at once when the store says that it is somebody else's", async () => {
    const kept = keep("not-ours");
    await clock.advance(5_000);
    expect(kept.signal.reason).toMatchObject({ code: "LEASE_LOST" });
  });

  it("is lost 2 s before its end when no renewal is answered", async () => {
    const kept = keep("never");
    await clock.advance(12_999);
    expect(kept.signal.aborted).toBe(false);
    await clock.advance(1);
    expect(kept.signal.aborted).toBe(true);
  });

  it("counts its life from when the last accepted renewal was sent", async () => {
    const kept = keep("renewed", "never");
    await clock.advance(5_000 + 12_999);
    expect(kept.signal.aborted).toBe(false);
    await clock.advance(1);
    expect(kept.signal.aborted).toBe(true);
  });

  it("asks nothing any more once it is lost", async () => {
    keep("not-ours");
    await clock.advance(60_000);
    expect(asked).toBe(1);
    expect(clock.pending()).toBe(0);
  });

  it("lives on without a renewal where a write has extended it, counted from when that was sent", async () => {
    const kept = keep("error");
    await clock.advance(9_000);
    kept.extended(clock.monotonicMs() - 1_000);
    await clock.advance(5_999);
    expect(kept.signal.aborted).toBe(false);
    await clock.advance(1);
    expect(kept.signal.aborted).toBe(true);
  });

  it("is not brought back by a write that ends after it was lost", async () => {
    const kept = keep("not-ours");
    await clock.advance(5_000);
    kept.extended(clock.monotonicMs());
    expect(kept.signal.aborted).toBe(true);
    expect(clock.pending()).toBe(0);
  });

  it("leaves no timer behind when a renewal is answered after its end", async () => {
    const answered = Promise.withResolvers<boolean>();
    const kept = keepLease({ clock, renew: () => answered.promise }, lease, clock.monotonicMs());
    await clock.advance(5_000);
    kept.stop();
    answered.resolve(true);
    await clock.advance(0);
    expect(clock.pending()).toBe(0);
  });
});

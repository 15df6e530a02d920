import { createVirtualClock } from "@homeport/platform";
import { describe, expect, it } from "vitest";
import { endWithin } from "./end-within.ts";

describe("an ending", () => {
  it("is waited for, whether it succeeds or fails", async () => {
    const endings = [Promise.resolve(), Promise.reject(new Error("broken"))];
    const clock = createVirtualClock();
    expect(await endWithin(clock, 1_000, endings)).toBe(true);
    expect(clock.pending()).toBe(0);
  });

  it("is given up past its deadline", async () => {
    const clock = createVirtualClock();
    const ended = endWithin(clock, 1_000, [new Promise(() => undefined)]);
    await clock.advance(1_000);
    expect(await ended).toBe(false);
  });
});

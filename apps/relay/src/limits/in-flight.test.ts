import { expect, test } from "vitest";
import { createInFlight } from "./in-flight.ts";

const overCapacity = expect.objectContaining({ code: "OVER_CAPACITY" });

/** How many requests of an app that takes `maxConcurrent` are let in by one of `maxReplicas` relays. */
function letIn(maxConcurrent: number, maxReplicas: number): number {
  const inFlight = createInFlight({ maxReplicas });
  for (let count = 0; ; count += 1) {
    try {
      inFlight.enterApp("app", maxConcurrent);
    } catch (error) {
      expect(error).toEqual(overCapacity);
      return count;
    }
  }
}

test.each([
  [256, 1, 256],
  [256, 2, 128],
  [256, 3, 85],
  [1, 1, 1],
  [5, 6, 1],
])(
  "of %i requests that an app takes at once, one of %i relays lets %i in",
  (all, relays, share) => {
    expect(letIn(all, relays)).toBe(share);
  },
);

test("what is this relay's own is not divided", () => {
  const inFlight = createInFlight({ maxReplicas: 4 });
  for (let count = 0; count < 4; count += 1) inFlight.enter("log host-1", 4);
  expect(() => inFlight.enter("log host-1", 4)).toThrow(overCapacity);
});

test("a place is given back once, however often that is said", () => {
  const inFlight = createInFlight({ maxReplicas: 1 });
  const leave = inFlight.enterApp("app", 2);
  inFlight.enterApp("app", 2);
  leave();
  leave();
  expect(inFlight.count("app")).toBe(1);
});

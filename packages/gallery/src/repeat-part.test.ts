import { createVirtualClock } from "@homeport/platform";
import { expect, test } from "vitest";
import { repeatPart } from "./repeat-part.ts";

test("upkeep goes on until nothing is left", async () => {
  let left = 3;
  await repeatPart({ clock: createVirtualClock() }, async () => {
    left -= 1;
    return left > 0 ? "more" : "none";
  });
  expect(left).toBe(0);
});

test("upkeep leaves the rest to its next turn after four minutes", async () => {
  const clock = createVirtualClock();
  let parts = 0;
  await repeatPart({ clock }, async () => {
    parts += 1;
    await clock.advance(60_000);
    return "more";
  });
  expect(parts).toBe(4);
});

test("upkeep ends between two parts when it is told to", async () => {
  const stop = new AbortController();
  let parts = 0;
  const ended = repeatPart({ clock: createVirtualClock(), signal: stop.signal }, async () => {
    parts += 1;
    stop.abort(new Error("stopped"));
    return "more";
  });
  await expect(ended).rejects.toThrow("stopped");
  expect(parts).toBe(1);
});

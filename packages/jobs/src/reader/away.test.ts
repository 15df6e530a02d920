import { expect, test } from "vitest";
import { createAway } from "./away.ts";

test("what is away is away since it was first missed, until it answers", () => {
  let nowMs = 1_000;
  const away = createAway({ monotonicMs: () => nowMs });
  nowMs = 1_500;
  expect(away.forMs()).toBe(500);
  away.answered();
  expect(away.forMs()).toBe(0);
  away.missed();
  nowMs = 2_500;
  away.missed();
  nowMs = 2_600;
  expect(away.forMs()).toBe(1_100);
});

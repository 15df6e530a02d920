import { expect, test } from "vitest";
import { rateWords } from "./rate-words.ts";

test.each([
  [20, 300, "20 a second, 300 at once"],
  [10 / 60, 20, "10 a minute, 20 at once"],
  [60 / 3_600, 20, "1 a minute, 20 at once"],
  [10 / 3_600, 20, "10 an hour, 20 at once"],
  [10 / 3 / 3_600, 6, "3.3 an hour, 6 at once"],
])("%d a second is told without a fraction where it can be", (perSecond, burst, words) => {
  expect(rateWords({ perSecond, burst })).toBe(words);
});

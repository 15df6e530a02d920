import { expect, test } from "vitest";
import { lightOfWait } from "./waiting-tone.ts";

test.each([
  [0, "busy"],
  [29_999, "busy"],
  [30_000, "idle"],
  [600_000, "warn"],
  [1_080_000, "bad"],
])("a wait of %i ms is %s", (ageMs, light) => expect(lightOfWait(ageMs)).toBe(light));

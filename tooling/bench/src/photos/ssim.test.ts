import { expect, test } from "vitest";
import { similarity } from "./ssim.ts";

const grey = (at: (index: number) => number) => ({
  data: Buffer.from(Array.from({ length: 256 }, (_, index) => at(index))),
  ...{ width: 16, height: 16 },
});

test("a picture is as similar to itself as can be, and less to a flat or a turned one", () => {
  const ramp = grey((index) => index);
  expect(similarity(ramp, ramp)).toBeCloseTo(1);
  expect(
    similarity(
      ramp,
      grey((index) => index + (index % 2 === 0 ? 1 : -1)),
    ),
  ).toBeGreaterThan(0.9);
  expect(
    similarity(
      ramp,
      grey(() => 128),
    ),
  ).toBeLessThan(0.5);
  expect(
    similarity(
      ramp,
      grey((index) => 255 - index),
    ),
  ).toBeLessThan(0.5);
});

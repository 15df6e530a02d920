import { expect, test } from "vitest";
import { describeHistogram, readHistogram } from "./histogram-words.ts";

function histogram(luminance: (bin: number) => number) {
  const bins = Array.from({ length: 64 }, (_, bin) => luminance(bin));
  return { red: bins, green: bins, blue: bins, luminance: bins };
}

test("a histogram is told in words", () => {
  expect(describeHistogram(histogram((bin) => (bin < 10 ? 200 : 1)))).toBe(
    "Mostly dark tones, with deep shadows.",
  );
  expect(describeHistogram(histogram((bin) => (bin > 25 && bin < 40 ? 255 : 0)))).toBe(
    "Mostly mid-tones.",
  );
  expect(describeHistogram(histogram(() => 0))).toBe("No tones are known.");
});

test("bytes that are no histogram are none", () => {
  expect(readHistogram(btoa("abc"))).toBeNull();
  expect(readHistogram(btoa("\u0001".repeat(256)))?.luminance).toHaveLength(64);
});

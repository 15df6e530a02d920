import { expect, test } from "vitest";
import { formatSize, parseSize } from "./size.ts";

test.each([
  ["10 MiB", 10 * 2 ** 20],
  ["1.5 gb", 1.5 * 2 ** 30],
  ["1,5 GiB", 1.5 * 2 ** 30],
  ["800k", 800 * 1_024],
  ["512", 512],
  ["512 B", 512],
])("%s is %i bytes", (text, bytes) => expect(parseSize(text)).toBe(bytes));

test.each(["", "0", "ten", "-1", "1 TB", "1e3", "0.1", "1 2"])("%s is no size", (text) => {
  expect(parseSize(text)).toBeNull();
});

test("what is shown reads back as the same bytes", () => {
  for (const bytes of [1, 1_000, 1_024, 16_384, 10_000_000, 1_572_864, 2 ** 30, 2 ** 40]) {
    expect(parseSize(formatSize(bytes))).toBe(bytes);
  }
  expect(formatSize(1_572_864)).toBe("1.5 MiB");
  expect(formatSize(10_000_000)).toBe("10000000 B");
});

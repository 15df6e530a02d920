import { expect, test } from "vitest";
import { isHeic } from "./convert-heic.ts";

test.each([
  ["IMG_0001.HEIC", "", true],
  ["burst.heif", "image/heif", true],
  ["x", "image/heic", true],
  ["x", "image/heic-sequence", true],
  ["heic.jpg", "image/jpeg", false],
  ["photo.avif", "image/avif", false],
])("%s (%s) is to be converted: %s", (name, type, expected) => {
  expect(isHeic({ name, type })).toBe(expected);
});

import { systemRandom } from "@homeport/platform";
import { expect, test } from "vitest";
import { makeBackupCodes, withoutCode } from "./backup-codes.ts";

test("ten codes are made, each another, in two groups of five", () => {
  const codes = makeBackupCodes(systemRandom);
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
});

test("a used code is gone, however it was typed", () => {
  const codes = ["AB10C-DEFGH", "12345-67890"];
  expect(withoutCode(codes, " ab1o c defgh ")).toEqual(["12345-67890"]);
  expect(withoutCode(codes, "ablOcdefgh")).toEqual(["12345-67890"]);
});

test.each(["", "AB10C", "AB10C-DEFGJ"])("%j is none of them", (typed) => {
  expect(withoutCode(["AB10C-DEFGH"], typed)).toBeNull();
});

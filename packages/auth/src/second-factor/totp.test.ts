import { expect, test } from "vitest";
import { base32, matchStep, stepMs, totpCode, totpUri } from "./totp.ts";

const secret = Buffer.from("12345678901234567890");

test.each([
  [59, "287082"],
  [1_111_111_109, "081804"],
  [1_111_111_111, "050471"],
  [1_234_567_890, "005924"],
  [2_000_000_000, "279037"],
  [20_000_000_000, "353130"],
])("at %i s the code is that of RFC 6238", (atS, code) => {
  expect(totpCode(secret, Math.floor((atS * 1000) / stepMs))).toBe(code);
});

test.each([
  [-2, null],
  [-1, 99],
  [0, 100],
  [1, 101],
  [2, null],
])("a code of the step %i from now is that step, or none beyond one either way", (off, step) => {
  expect(matchStep(secret, totpCode(secret, 100 + off), 100 * stepMs + 1)).toBe(step);
});

test.each(["", "28708", "2870822", "abcdef", "287082 "])("%j is no code", (code) => {
  expect(matchStep(secret, code, 59_000)).toBeNull();
});

test("an app is told secret, person and rules", () => {
  expect(totpUri(secret, "ada@example.org")).toBe(
    "otpauth://totp/Homeport:ada%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Homeport&algorithm=SHA1&digits=6&period=30",
  );
});

test("base32 fills the last group with zeros", () => {
  expect(base32(Buffer.from("f"))).toBe("MY");
  expect(base32(Buffer.from("foob"))).toBe("MZXW6YQ");
});

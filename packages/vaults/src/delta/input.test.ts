import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createVaultInput } from "../index.ts";
import { onePerSigner, submitDeltaInput } from "./input.ts";

const hash = `0x${"ab".repeat(32)}`;
const good = {
  nonce: 1,
  kind: "replace@1",
  prev: hash,
  next: hash,
  payloadBase64: "e30",
  signatures: [{ signerId: "ed25519:00", signature: "x" }],
};

describe("the body of a submission", () => {
  test("is read into bytes", () => {
    const { prev, payloadBase64 } = submitDeltaInput.parse(good);
    expect(prev).toEqual(new Uint8Array(32).fill(0xab));
    expect(new TextDecoder().decode(payloadBase64)).toBe("{}");
  });

  test.each([
    ["a nonce of the creation", { nonce: 0 }],
    ["a nonce that is no integer", { nonce: 1.5 }],
    ["a nonce beyond what JSON carries exactly", { nonce: 2 ** 53 }],
    ["a nonce in words", { nonce: "1" }],
    ["a short hash", { prev: "0xab" }],
    ["a hash in upper case", { next: `0x${"AB".repeat(32)}` }],
    ["a hash without 0x", { next: "ab".repeat(32) }],
    ["padding", { payloadBase64: "e30=" }],
    ["the other alphabet", { payloadBase64: "+/+/" }],
    ["too much payload", { payloadBase64: "A".repeat(1_500_000) }],
    ["a long kind", { kind: "x".repeat(65) }],
    ["no signature list", { signatures: {} }],
    ["too many signatures", { signatures: Array(51).fill(good.signatures[0]) }],
    ["a long signature", { signatures: [{ signerId: "a", signature: "x".repeat(141) }] }],
    ["more members", { extra: 1 }],
  ])("is refused with %s", (_what, change) => {
    expect(submitDeltaInput.safeParse({ ...good, ...change }).success).toBe(false);
  });

  test("of any JSON is read or refused, and never breaks the reader", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...Object.keys(good)), (value, key) => {
        submitDeltaInput.safeParse(value);
        submitDeltaInput.safeParse({ ...good, [key]: value });
        createVaultInput.safeParse({ ...good, [key]: value });
      }),
      { numRuns: 500 },
    );
  });
});

test("of two signatures of one signer the first is kept", () => {
  const one = { signerId: "a", signature: "1" };
  const other = { signerId: "b", signature: "2" };
  expect(onePerSigner([one, other, { signerId: "a", signature: "3" }])).toEqual([one, other]);
});

import { generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, test } from "vitest";
import { isSignedBy, isUsableKey } from "./key-id.ts";

const pair = generateKeyPairSync("ed25519");
const bytes = pair.publicKey.export({ format: "der", type: "spki" }).subarray(-32);
const keyId = `ed25519:${bytes.toString("hex")}`;
const signed = (message: string) =>
  sign(null, Buffer.from(message), pair.privateKey).toString("base64url");

describe("a signature", () => {
  test("holds for what was signed, by the key that signed it", () => {
    expect(isSignedBy(keyId, "hello", signed("hello"))).toBe(true);
    expect(isSignedBy(keyId, "hello ", signed("hello"))).toBe(false);
    expect(isSignedBy(`ed25519:${"12".repeat(32)}`, "hello", signed("hello"))).toBe(false);
  });

  test.each(["", "A".repeat(86), signed("hello").slice(1), `${signed("hello")}=`])(
    "that is %j is none",
    (signature) => expect(isSignedBy(keyId, "hello", signature)).toBe(false),
  );
});

test.each(["", keyId.slice(0, -1), keyId.toUpperCase(), `eth:${"00".repeat(20)}`])(
  "%j names no key",
  (text) => expect(isUsableKey(text)).toBe(false),
);

test("a key of small order is refused, whatever it seems to have signed", () => {
  const neutral = `01${"00".repeat(31)}`;
  // R is the neutral point and S is 0: for a neutral public key this verifies for every message.
  const forged = Buffer.concat([Buffer.from(neutral, "hex"), Buffer.alloc(32)]);
  for (const sign of ["00", "80"]) {
    const weak = `ed25519:01${"00".repeat(30)}${sign}`;
    expect(isUsableKey(weak)).toBe(false);
    expect(isSignedBy(weak, "anything", forged.toString("base64url"))).toBe(false);
  }
});

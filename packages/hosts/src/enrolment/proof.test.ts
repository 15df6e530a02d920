import { generateKeyPairSync, sign } from "node:crypto";
import { enrolmentMessage } from "@homeport/tunnel";
import { describe, expect, test } from "vitest";
import { isProven, readPublicKey } from "./proof.ts";

const pair = generateKeyPairSync("ed25519");
const text = String(pair.publicKey.export({ format: "jwk" }).x);
const publicKey = Buffer.from(text, "base64url");

function signed(bytes: Buffer): string {
  return sign(null, bytes, pair.privateKey).toString("base64url");
}

describe("the proof of a host's key", () => {
  test("holds for the key that signed this challenge", () => {
    expect(isProven(publicKey, "abc", signed(enrolmentMessage("abc")))).toBe(true);
  });

  test("fails for another challenge, another key and another word before it", () => {
    const other = generateKeyPairSync("ed25519").publicKey.export({ format: "jwk" }).x;
    const proof = signed(enrolmentMessage("abc"));
    expect(isProven(publicKey, "abd", proof)).toBe(false);
    expect(isProven(Buffer.from(String(other), "base64url"), "abc", proof)).toBe(false);
    expect(isProven(publicKey, "abc", signed(Buffer.from("abc")))).toBe(false);
  });

  test.each(["", "AAAA", "!".repeat(86), "A".repeat(86)])(
    "fails without an exception for the signature %j",
    (signature) => {
      expect(isProven(publicKey, "abc", signature)).toBe(false);
    },
  );

  test("is asked only of keys of 32 bytes", () => {
    expect(readPublicKey(text)?.length).toBe(32);
    expect(readPublicKey("AAAA")).toBeNull();
  });
});

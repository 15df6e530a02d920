import { ed25519 } from "@noble/curves/ed25519.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 as keccak256 } from "@noble/hashes/sha3.js";
import { toBase64Url } from "../src/core/index.ts";

/** Somebody who can sign. */
export interface TestSigner {
  readonly id: string;
  readonly sign: (text: string) => string;
}

const utf8 = new TextEncoder();

/** A secret of 32 bytes that is the same for the same number. */
function secretOf(number: number): Uint8Array {
  return keccak256(utf8.encode(`secret ${number}`));
}

export function testDevice(number: number): TestSigner {
  const secret = secretOf(number);
  return {
    id: `ed25519:${Buffer.from(ed25519.getPublicKey(secret)).toString("hex")}`,
    sign: (text) => toBase64Url(ed25519.sign(utf8.encode(text), secret)),
  };
}

export function testWallet(number: number): TestSigner {
  const secret = secretOf(number);
  const address = keccak256(secp256k1.getPublicKey(secret, false).subarray(1)).subarray(12);
  return {
    id: `eth:0x${Buffer.from(address).toString("hex")}`,
    sign: (text) => {
      const message = utf8.encode(text);
      const prefix = utf8.encode(`\x19Ethereum Signed Message:\n${message.length}`);
      const hash = keccak256(Buffer.concat([prefix, message]));
      const signed = secp256k1.sign(hash, secret, { prehash: false, format: "recovered" });
      const [recovery = 0, ...bytes] = signed;
      return `0x${Buffer.from([...bytes, 27 + recovery]).toString("hex")}`;
    },
  };
}

/** A server's key: its public half, and what it signs. */
export function testServerKey(number: number): {
  readonly publicKey: Uint8Array;
  readonly sign: (message: Uint8Array) => Uint8Array;
} {
  const secret = secretOf(1_000 + number);
  return {
    publicKey: ed25519.getPublicKey(secret),
    sign: (message) => ed25519.sign(message, secret),
  };
}

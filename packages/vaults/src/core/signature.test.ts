import { describe, expect, test } from "vitest";
import { noblePrimitives } from "../../test/noble-primitives.ts";
import { seeded } from "../../test/random-json.ts";
import { testDevice, testWallet } from "../../test/signing.ts";
import { nodePrimitives } from "../primitives/node.ts";
import { fromBase64Url, toBase64Url } from "./bytes.ts";
import { verifyEd25519, verifySignature } from "./signature.ts";

const device = testDevice(1);
const wallet = testWallet(2);
const text = "homeport.vault.sign.v1\nvault é";
/** `FULL=1` asks for ten thousand, which take half a minute: JavaScript's arithmetic is slow. */
const rounds = process.env["FULL"] === "1" ? 10_000 : 400;

const verify = (id: string, signature: string, signed = text) =>
  verifySignature(nodePrimitives, id, signed, signature);

describe("the signature of a device", () => {
  const good = device.sign(text);
  const bytes = fromBase64Url(good) ?? new Uint8Array();

  test("is good for its text and its key alone", () => {
    expect(verify(device.id, good)).toBe(true);
    expect(verify(device.id, good, `${text} `)).toBe(false);
    expect(verify(testDevice(3).id, good)).toBe(false);
  });

  test("is read and left as it is, also where it is a part of other bytes", () => {
    const whole = Buffer.concat([Buffer.from("before"), bytes, Buffer.from("after")]);
    const part = whole.subarray(6, 70);
    const before = whole.toString("hex");
    const publicKey = Buffer.from(device.id.slice("ed25519:".length), "hex");
    const message = new TextEncoder().encode(text);
    expect(verifyEd25519(nodePrimitives, publicKey, message, part)).toBe(true);
    expect(whole.toString("hex")).toBe(before);
  });

  test("has one form: the same with S and the order added to it is refused", () => {
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const s = BigInt(`0x${Buffer.from(bytes.slice(32).reverse()).toString("hex")}`) + order;
    const second = Buffer.from(s.toString(16).padStart(64, "0"), "hex").reverse();
    const forged = Buffer.concat([bytes.subarray(0, 32), second]);
    expect(verify(device.id, toBase64Url(forged))).toBe(false);
  });

  test.each([
    ["empty", ""],
    ["short", good.slice(0, -2)],
    ["long", `${good}AA`],
    ["padded", `${good}==`],
    ["in hex", `0x${Buffer.from(bytes).toString("hex")}`],
    ["a wallet's", wallet.sign(text)],
    ["all zeros", toBase64Url(new Uint8Array(64))],
  ])("is refused when it is %s", (_what, signature) => {
    expect(verify(device.id, signature)).toBe(false);
  });
});

describe("the signature of a wallet", () => {
  const good = wallet.sign(text);
  const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
  const r = good.slice(2, 66);
  const s = good.slice(66, 130);
  const v = Number.parseInt(good.slice(130), 16);
  const hex = (part: bigint | string) =>
    typeof part === "string" ? part : part.toString(16).padStart(64, "0");
  const written = (first: bigint | string, second: bigint | string, last: number) =>
    `0x${hex(first)}${hex(second)}${last.toString(16).padStart(2, "0")}`;

  test("is good for its text and its address alone, with v from 0 or from 27", () => {
    expect(verify(wallet.id, good)).toBe(true);
    expect(verify(wallet.id, written(r, s, v - 27))).toBe(true);
    expect(verify(wallet.id, good, `${text} `)).toBe(false);
    expect(verify(testWallet(3).id, good)).toBe(false);
  });

  test.each([
    ["its mirror image with a high s", written(r, order - BigInt(`0x${s}`), 55 - v)],
    ["of the other v", written(r, s, 55 - v)],
    ["of a v of a chain", written(r, s, v + 10)],
    ["with an r of zero", written(0n, s, v)],
    ["with an s of zero", written(r, 0n, v)],
    ["with an r as large as the order", written(order, s, v)],
    ["with an r that is no point", written(5n, s, v)],
    ["short", good.slice(0, -2)],
    ["without 0x", good.slice(2)],
    ["a device's", device.sign(text)],
    ["empty", ""],
  ])("is refused when it is %s", (_what, signature) => {
    expect(verify(wallet.id, signature)).toBe(false);
  });

  test("is what other programs make of a personal message (EIP-191)", () => {
    const id = "eth:0x2c7536e3605d9c16a7a3d7b1898e529396a65c23";
    const signature =
      "0xb91467e570a6466aa9e9876cbcd013baba02900b8979d43fe208a4a4f339f5fd6007e74cd82e037b800186422fc2da167c747ef045e5d18a5f5d4300f8e1a0291c";
    expect(verify(id, signature, "Some data")).toBe(true);
  });
});

test("nobody else's id verifies anything", () => {
  for (const id of ["", "ed25519:", device.id.toUpperCase(), `eth:${wallet.id}`]) {
    expect(verify(id, device.sign(text))).toBe(false);
  }
});

test(`Node's arithmetic and the reference agree on ${rounds} signatures, whole and damaged`, () => {
  const random = seeded(9);
  const pick = (length: number) => Math.floor(random() * length);
  let good = 0;
  for (let at = 0; at < rounds; at += 1) {
    const signer = random() < 0.5 ? testDevice(pick(5)) : testWallet(pick(5));
    const signed = `text ${pick(1_000)}`;
    const whole = signer.sign(signed);
    const damaged = damage(whole, pick(whole.length), pick(64));
    const signature = random() < 0.3 ? whole : damaged;
    const verdict = verifySignature(nodePrimitives, signer.id, signed, signature);
    expect(verifySignature(noblePrimitives, signer.id, signed, signature), signature).toBe(verdict);
    good += verdict ? 1 : 0;
  }
  expect(good).toBeGreaterThan(rounds / 5);
  expect(good).toBeLessThan(rounds / 2);
}, 600_000);

const digits = "0123456789abcdefABCDEFghijklmnopqrstuvwxyzGHIJKLMNOPQRSTUVWXYZ-_";

function damage(signature: string, at: number, digit: number): string {
  const another = signature.startsWith("0x") ? digits.charAt(digit % 16) : digits.charAt(digit);
  return `${signature.slice(0, at)}${another}${signature.slice(at + 1)}`;
}

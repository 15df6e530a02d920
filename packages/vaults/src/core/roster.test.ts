import { ed25519 } from "@noble/curves/ed25519.js";
import { describe, expect, test } from "vitest";
import { seeded } from "../../test/random-json.ts";
import { refused } from "../../test/refused.ts";
import { testDevice, testWallet } from "../../test/signing.ts";
import { isUsableEd25519Key } from "./ed25519-key.ts";
import type { Json } from "./json.ts";
import { readRoster, writeRosterText } from "./roster.ts";
import { readSignerId } from "./signer-id.ts";

const ann = { id: testDevice(1).id, role: "voter", label: "Ann" };
const bob = { id: testWallet(2).id, role: "voter", label: "Bob" };
const eve = { id: testDevice(3).id, role: "reader", label: "Eve" };

const voters = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ ...ann, id: testDevice(at).id }));

describe("a roster", () => {
  test.each<[string, Json]>([
    ["one voter", { threshold: 1, signers: [ann] }],
    ["every role", { threshold: 2, signers: [ann, bob, { ...eve, role: "proposer" }] }],
    ["fifty signers", { threshold: 50, signers: voters(50) }],
    [
      "labels of 64 characters, also wide ones",
      { threshold: 1, signers: [{ ...ann, label: "😀".repeat(64) }] },
    ],
  ])("takes %s", (_what, value) => {
    expect(readRoster(value)).toEqual(value);
  });

  test.each<[string, Json, string, string]>([
    ["null", null, "shape", ""],
    ["an array", [], "shape", ""],
    ["a missing member", { signers: [ann] }, "shape", ""],
    ["another member", { threshold: 1, signers: [ann], note: "" }, "shape", ""],
    ["signers that are no list", { threshold: 1, signers: {} }, "shape", "/signers"],
    ["nobody", { threshold: 1, signers: [] }, "signer-count", "/signers"],
    ["fifty-one signers", { threshold: 1, signers: voters(51) }, "signer-count", "/signers"],
    ["a threshold of none", { threshold: 0, signers: [ann] }, "threshold", "/threshold"],
    ["half a threshold", { threshold: 1.5, signers: [ann, bob] }, "threshold", "/threshold"],
    ["a threshold in words", { threshold: "1", signers: [ann] }, "threshold", "/threshold"],
    ["more votes than voters", { threshold: 2, signers: [ann, eve] }, "threshold", "/threshold"],
    [
      "somebody twice",
      { threshold: 1, signers: [ann, bob, { ...eve, id: ann.id }] },
      "duplicate",
      "/signers/2/id",
    ],
    ["a signer that is none", { threshold: 1, signers: [ann, "Bob"] }, "shape", "/signers/1"],
    [
      "a signer with more to it",
      { threshold: 1, signers: [{ ...ann, weight: 2 }] },
      "shape",
      "/signers/0",
    ],
    [
      "an unknown role",
      { threshold: 1, signers: [{ ...ann, role: "owner" }] },
      "role",
      "/signers/0/role",
    ],
    ["no label", { threshold: 1, signers: [{ ...ann, label: "" }] }, "label", "/signers/0/label"],
    [
      "a label that is none",
      { threshold: 1, signers: [{ ...ann, label: 1 }] },
      "label",
      "/signers/0/label",
    ],
    [
      "65 characters",
      { threshold: 1, signers: [{ ...ann, label: "a".repeat(65) }] },
      "label",
      "/signers/0/label",
    ],
    [
      "65 wide characters",
      { threshold: 1, signers: [{ ...ann, label: "😀".repeat(65) }] },
      "label",
      "/signers/0/label",
    ],
    [
      "a label of two lines",
      { threshold: 1, signers: [{ ...ann, label: "Ann\nvoter" }] },
      "label",
      "/signers/0/label",
    ],
    [
      "a control character",
      { threshold: 1, signers: [{ ...ann, label: "Ann\u0085" }] },
      "label",
      "/signers/0/label",
    ],
    [
      "a label with a loose accent",
      { threshold: 1, signers: [{ ...ann, label: "e\u0301" }] },
      "label",
      "/signers/0/label",
    ],
    [
      "half a character",
      { threshold: 1, signers: [{ ...ann, label: "\ud83d" }] },
      "label",
      "/signers/0/label",
    ],
    [
      "an id that is none",
      { threshold: 1, signers: [{ ...ann, id: "ann" }] },
      "id",
      "/signers/0/id",
    ],
    [
      "an id in upper case",
      { threshold: 1, signers: [{ ...ann, id: ann.id.toUpperCase() }] },
      "id",
      "/signers/0/id",
    ],
    [
      "a wallet without 0x",
      { threshold: 1, signers: [{ ...bob, id: bob.id.replace("0x", "") }] },
      "id",
      "/signers/0/id",
    ],
    [
      "the address of nobody",
      { threshold: 1, signers: [{ ...bob, id: `eth:0x${"0".repeat(40)}` }] },
      "key",
      "/signers/0/id",
    ],
    [
      "a key that is no point",
      { threshold: 1, signers: [{ ...ann, id: `ed25519:02${"0".repeat(62)}` }] },
      "key",
      "/signers/0/id",
    ],
  ])("refuses %s, naming the place", (_what, value, reason, path) => {
    expect(refused(() => readRoster(value))).toEqual({ code: "ROSTER_INVALID", reason, path });
  });

  test("is hashed with its signers sorted, whatever their order was", () => {
    const text = writeRosterText(readRoster({ threshold: 2, signers: [bob, eve, ann] }));
    expect(text).toBe(writeRosterText(readRoster({ threshold: 2, signers: [ann, bob, eve] })));
    expect(text.split("\n")[0]).toBe("threshold 2");
    expect(text).toContain(`voter ${bob.id} Bob\n`);
    expect(text.endsWith("\n")).toBe(true);
  });
});

describe("an Ed25519 key", () => {
  const { Point } = ed25519;

  test("of small order is refused: nobody needs a secret to sign with it", () => {
    const y = 2707385501144840649318225287225658788936804267575313519463743609750303402022n;
    const bytes = Buffer.from(y.toString(16).padStart(64, "0"), "hex").reverse();
    const torsion = Point.fromBytes(bytes);
    expect(torsion.isSmallOrder()).toBe(true);
    let point = torsion;
    for (let times = 1; times <= 8; times += 1) {
      expect(isUsableEd25519Key(point.toBytes()), `${times} times`).toBe(false);
      point = point.add(torsion);
    }
    expect(point.equals(torsion)).toBe(true);
  });

  test("with a second spelling of its y is refused", () => {
    const excess = Buffer.alloc(32, 0xff);
    excess.writeUInt8(0x7f, 31);
    for (let low = 0xed; low <= 0xff; low += 1) {
      excess.writeUInt8(low, 0);
      expect(isUsableEd25519Key(excess)).toBe(false);
    }
    expect(isUsableEd25519Key(new Uint8Array(31))).toBe(false);
  });

  test("is judged as the reference judges it, 500 times", () => {
    const random = seeded(5);
    let usable = 0;
    for (let at = 0; at < 500; at += 1) {
      const bytes = Uint8Array.from({ length: 32 }, () => Math.floor(random() * 256));
      const expected = ed25519.utils.isValidPublicKey(bytes, false);
      expect(isUsableEd25519Key(bytes)).toBe(expected);
      usable += expected ? 1 : 0;
    }
    expect(usable).toBeGreaterThan(150);
    expect(usable).toBeLessThan(350);
  });
});

test("a signer's id is its key or address", () => {
  expect(readSignerId(`ed25519:${"ab".repeat(32)}`)).toEqual({
    kind: "ed25519",
    publicKey: new Uint8Array(32).fill(0xab),
  });
  expect(readSignerId(`eth:0x${"01".repeat(20)}`)).toEqual({
    kind: "eth",
    address: new Uint8Array(20).fill(1),
  });
});

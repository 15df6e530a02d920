import { describe, expect, test } from "vitest";
import { refused } from "../../test/refused.ts";
import { testDevice, testWallet } from "../../test/signing.ts";
import { nodePrimitives } from "../primitives/node.ts";
import { utf8 } from "./bytes.ts";
import { checkNext, prepareCreation, prepareDelta, type VaultVersion } from "./delta.ts";
import { noHash, printHash } from "./hash.ts";
import type { VaultMode } from "./kinds.ts";
import type { Roster } from "./roster.ts";
import { checkThreshold, readVoters } from "./signers.ts";

const vaultId = "01890a5d-ac96-774b-bcce-b302099a8057";
const ann = testDevice(1);
const bob = testWallet(2);
const eve = testDevice(3);
const roster: Roster = {
  threshold: 2,
  signers: [
    { id: ann.id, role: "voter", label: "Ann" },
    { id: bob.id, role: "voter", label: "Bob" },
    { id: eve.id, role: "proposer", label: "Eve" },
  ],
};

const create = (mode: VaultMode, payload: string | Uint8Array, maxBytes?: number) => {
  const bytes = typeof payload === "string" ? utf8(payload) : payload;
  return prepareCreation(nodePrimitives, { vaultId, mode, roster, payload: bytes }, maxBytes);
};
const move = (from: VaultVersion, kind: string, payload: string, maxBytes?: number) =>
  prepareDelta(nodePrimitives, from, { kind, payload: utf8(payload) }, maxBytes);
const stateOf = ({ stateBytes }: VaultVersion) => new TextDecoder().decode(stateBytes);

const open = create("json", ' {"b":[1], "a":"é"}').next;
const sealed = create("sealed", new Uint8Array([0, 255, 1])).next;

describe("a delta", () => {
  test("begins a vault with the canonical bytes of what was sent, or with the bytes where it is sealed", () => {
    expect(open).toMatchObject({ nonce: 0, isReleased: false, roster });
    expect(stateOf(open)).toBe('{"a":"é","b":[1]}');
    expect(sealed.stateBytes).toEqual(new Uint8Array([0, 255, 1]));
    expect(refused(() => create("json", "{"))).toMatchObject({ code: "DELTA_INVALID" });
    expect(refused(() => create("json", "[1]", 2))).toEqual({ code: "TOO_LARGE", maxBytes: 2 });
    expect(refused(() => create("sealed", "[1]", 2))).toEqual({ code: "TOO_LARGE", maxBytes: 2 });
  });

  test.each([
    ["json-patch@1", '[{"op":"add","path":"/b/0","value":0}]', '{"a":"é","b":[0,1]}'],
    ["merge-patch@1", '{"a":null,"c":{"d":null}}', '{"b":[1],"c":{}}'],
    ["replace@1", "[2.0]", "[2]"],
    [
      "roster@1",
      `{"threshold":1,"signers":[{"id":"${eve.id}","role":"voter","label":"Eve"}]}`,
      '{"a":"é","b":[1]}',
    ],
    ["release@1", " { } ", '{"a":"é","b":[1]}'],
  ])("%s of a readable vault does its one thing", (kind, payload, state) => {
    const { next, prev } = move(open, kind, payload);
    expect(prev).toEqual(open.commitment);
    expect(next).toMatchObject({ vaultId, nonce: 1, isReleased: kind === "release@1" });
    expect(stateOf(next)).toBe(state);
    expect(next.roster.threshold).toBe(kind === "roster@1" ? 1 : 2);
    expect(next.commitment).not.toEqual(open.commitment);
    expect(stateOf(open)).toBe('{"a":"é","b":[1]}');
  });

  test("of a sealed vault carries bytes that nobody reads", () => {
    expect(stateOf(move(sealed, "sealed@1", "not {json").next)).toBe("not {json");
    expect(move(sealed, "release@1", "{}").next.isReleased).toBe(true);
  });

  test.each([
    ["json", "sealed@1"],
    ["json", "create@1"],
    ["json", "json-patch@2"],
    ["json", "JSON-PATCH@1"],
    ["json", ""],
    ["json", "constructor"],
    ["sealed", "json-patch@1"],
    ["sealed", "merge-patch@1"],
    ["sealed", "replace@1"],
    ["sealed", "create@1"],
  ] as const)("of a %s vault is never %s", (mode, kind) => {
    const from = mode === "json" ? open : sealed;
    expect(refused(() => move(from, kind, "{}"))).toEqual({
      code: "DELTA_INVALID",
      reason: "kind",
      path: "",
    });
  });

  test.each([
    ["release@1", '{"to":"elsewhere"}', { code: "DELTA_INVALID", reason: "payload" }],
    ["release@1", "[]", { code: "DELTA_INVALID", reason: "payload" }],
    ["release@1", "", { code: "DELTA_INVALID", reason: "syntax" }],
    [
      "roster@1",
      '{"threshold":1,"signers":[]}',
      { code: "ROSTER_INVALID", reason: "signer-count" },
    ],
    [
      "roster@1",
      '{"threshold":1,"threshold":2}',
      { code: "DELTA_INVALID", reason: "duplicate-key" },
    ],
    ["replace@1", '{"a":1,"a":1}', { code: "DELTA_INVALID", reason: "duplicate-key" }],
    ["merge-patch@1", "[1e999]", { code: "DELTA_INVALID", reason: "number-overflow" }],
    ["json-patch@1", "[{}]", { code: "DELTA_INVALID", reason: "operation", path: "/0" }],
  ])("%s with the payload %s is refused", (kind, payload, refusal) => {
    expect(refused(() => move(open, kind, payload))).toMatchObject(refusal);
  });

  test("that makes a state too large, or too deep, is refused", () => {
    const copies = Array.from(
      { length: 9 },
      (_, at) => `{"op":"copy","from":"/a","path":"/${at}"}`,
    );
    const grow = `[{"op":"add","path":"/a","value":"${"x".repeat(100)}"},${copies.join()}]`;
    expect(stateOf(move(open, "json-patch@1", grow, 1_200).next).length).toBeGreaterThan(1_000);
    expect(refused(() => move(open, "json-patch@1", grow, 1_000))).toMatchObject({
      code: "TOO_LARGE",
    });
    const half = `${"[".repeat(40)}${"]".repeat(40)}`;
    const deep = move(open, "merge-patch@1", `{"x":${half}}`).next;
    const inner = `/x${"/0".repeat(39)}/-`;
    const act = () =>
      move(deep, "json-patch@1", `[{"op":"add","path":"${inner}","value":${half}}]`);
    expect(refused(act)).toMatchObject({ code: "DELTA_INVALID", reason: "depth" });
  });

  test("leaves a released vault where it is, whatever it asks", () => {
    const released = move(open, "release@1", "{}").next;
    for (const kind of ["release@1", "replace@1", "nonsense"]) {
      expect(refused(() => move(released, kind, "{}"))).toEqual({ code: "VAULT_RELEASED" });
    }
  });

  test("leads where its sender says, or is told where it would lead", () => {
    const delta = move(open, "replace@1", "1");
    expect(() => checkNext(delta, delta.next.commitment)).not.toThrow();
    expect(refused(() => checkNext(delta, noHash))).toEqual({
      code: "DELTA_MISMATCH",
      next: printHash(delta.next.commitment),
    });
  });

  test("may be sent again after a state that holds a number only canonical JSON may write", () => {
    const large = move(open, "replace@1", '{"n":1e20}').next;
    expect(stateOf(large)).toBe('{"n":100000000000000000000}');
    expect(stateOf(move(large, "merge-patch@1", '{"m":1}').next)).toBe(
      '{"m":1,"n":100000000000000000000}',
    );
  });
});

describe("the signatures of a delta", () => {
  const { signingText } = move(open, "replace@1", "1");
  const by = (signer: typeof ann, text = signingText) => ({
    signerId: signer.id,
    signature: signer.sign(text),
  });
  const check = (...signatures: { signerId: string; signature: string }[]) =>
    refused(() => checkThreshold(nodePrimitives, roster, signingText, signatures));

  test("are enough when the threshold of voters has signed", () => {
    expect(check(by(ann), by(bob))).toBeNull();
    expect([...readVoters(nodePrimitives, roster, signingText, [by(bob)])]).toEqual([bob.id]);
  });

  test("are too few when one signs twice, or nobody does", () => {
    expect(check(by(ann), by(ann))).toEqual({ code: "DELTA_THRESHOLD", required: 2, got: 1 });
    expect(check()).toEqual({ code: "DELTA_THRESHOLD", required: 2, got: 0 });
  });

  test.each([
    ["by a proposer, who has no vote", by(eve)],
    ["by a stranger", by(testDevice(9))],
    ["over another text", by(bob, `${signingText}\n`)],
    ["by another signer", { signerId: bob.id, signature: ann.sign(signingText) }],
    ["that is none", { signerId: bob.id, signature: "" }],
  ])("refuse the whole when one is %s", (_what, bad) => {
    expect(check(by(ann), by(bob), bad)).toEqual({
      code: "SIGNATURE_INVALID",
      signerId: bad.signerId,
    });
  });

  test("are looked at no further than there can be signers", () => {
    const many = Array.from({ length: 51 }, () => by(ann));
    expect(check(...many)).toEqual({ code: "SIGNATURE_INVALID", signerId: ann.id });
  });
});

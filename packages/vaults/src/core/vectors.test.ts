import { createPrivateKey, sign } from "node:crypto";
import { describe, expect, test } from "vitest";
import { noblePrimitives } from "../../test/noble-primitives.ts";
import vector from "../../vectors/vault.json" with { type: "json" };
import { nodePrimitives } from "../primitives/node.ts";
import { writeAcknowledgement } from "./acknowledgement.ts";
import { toBase64Url, utf8 } from "./bytes.ts";
import { prepareCreation, prepareDelta } from "./delta.ts";
import { noHash, printHash } from "./hash.ts";
import type { Roster } from "./roster.ts";
import { verifySignature } from "./signature.ts";
import { writeRequestText } from "./texts.ts";

const { vaultId, label } = vector;
const signerId = `ed25519:${vector.publicKey}`;
const roster: Roster = { threshold: 1, signers: [{ id: signerId, role: "voter", label }] };

/** PKCS#8 of the secret key of RFC 8032, test 1. */
const key = createPrivateKey({
  key: Buffer.from(`302e020100300506032b657004220420${vector.secretKey}`, "hex"),
  format: "der",
  type: "pkcs8",
});

describe.each([
  ["Node's", nodePrimitives],
  ["JavaScript's", noblePrimitives],
])("with %s arithmetic", (_whose, primitives) => {
  const payload = utf8(vector.creation.payload);
  const creation = prepareCreation(primitives, { vaultId, mode: "json", roster, payload });

  test("a vault is created with this commitment, digest and signature", () => {
    expect(printHash(creation.next.commitment)).toBe(vector.creation.commitment);
    expect(printHash(creation.digest)).toBe(vector.creation.digest);
    const signature = toBase64Url(sign(null, utf8(creation.signingText), key));
    expect(signature).toBe(vector.creation.signature);
    expect(verifySignature(primitives, signerId, creation.signingText, signature)).toBe(true);
  });

  test("the first acknowledgement has this hash", () => {
    const { acceptedAtMs, hash } = vector.acknowledgement;
    const message = writeAcknowledgement({
      vaultId,
      seq: 1,
      nonce: 0,
      prev: noHash,
      next: creation.next.commitment,
      digest: creation.digest,
      acceptedAtMs,
      prevHash: noHash,
    });
    expect(printHash(primitives.sha256(message))).toBe(hash);
  });

  test("a merge patch leads to this commitment, with this digest", () => {
    const { kind } = vector.delta;
    const delta = prepareDelta(primitives, creation.next, {
      kind,
      payload: utf8(vector.delta.payload),
    });
    expect(printHash(delta.next.commitment)).toBe(vector.delta.commitment);
    expect(printHash(delta.digest)).toBe(vector.delta.digest);
  });

  test("a request's text has this hash", () => {
    const { body, textSha256, ...request } = vector.request;
    const bodySha256 = primitives.sha256(utf8(body));
    const text = writeRequestText({ ...request, vaultId, signerId, bodySha256 });
    expect(printHash(primitives.sha256(utf8(text)))).toBe(textSha256);
  });
});

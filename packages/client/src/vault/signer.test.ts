import { verifySignature, writeRequestText } from "@homeport/vaults/core";
import { expect, test } from "vitest";
import { eip1193Signer } from "./eip1193-signer.ts";
import { devicePrimitives } from "./primitives.ts";
import { createDeviceJwk, jwkSigner } from "./signer.ts";
import { newVaultId } from "./vault-id.ts";

test("a device's key makes the signatures that vaults take, and the same key again is the same signer", async () => {
  const jwk = await createDeviceJwk();
  const [signer, again] = [await jwkSigner(jwk), await jwkSigner(jwk)];
  expect(again.id).toBe(signer.id);
  const facts = { method: "GET", authority: "a", path: "/", query: "", vaultId: null };
  const more = { signerId: signer.id, timestampMs: 1, bodySha256: new Uint8Array(32) };
  const text = writeRequestText({ ...facts, ...more });
  const signature = await signer.sign(text);
  expect(verifySignature(devicePrimitives, signer.id, text, signature)).toBe(true);
  expect(verifySignature(devicePrimitives, signer.id, `${text}x`, signature)).toBe(false);
  expect(JSON.stringify(signer)).not.toContain(jwk.d);
});

test("a wallet that is not connected, or answers nonsense, is no signer", async () => {
  await expect(eip1193Signer({ request: async () => [] })).rejects.toThrow("not connected");
  await expect(eip1193Signer({ request: async () => ["0x1"] })).rejects.toThrow("no such address");
  const address = `0x${"aB".repeat(20)}`;
  const signer = await eip1193Signer({ request: async () => null }, address);
  expect(signer.id).toBe(`eth:0x${"ab".repeat(20)}`);
  await expect(signer.sign("text")).rejects.toThrow("no signature");
});

test("a new vault's id is a UUIDv7 of its time", () => {
  const id = newVaultId(0x0190_0000_0000);
  expect(id).toMatch(/^01900000-0000-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

import { deriveKeys, openBytes, systemClock, systemRandom } from "@homeport/platform";
import { afterAll, beforeAll, expect, test } from "vitest";
import { keys, openFixture, type VaultsFixture } from "../../test/fixture.ts";
import { verifyEd25519 } from "../core/index.ts";
import { nodePrimitives, openServerKey } from "../index.ts";
import { serverKeys } from "../sealed-columns.ts";

let fixture: VaultsFixture;
beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture[Symbol.asyncDispose]());

const open = (by = keys) =>
  openServerKey({
    ...{ db: fixture.db, clock: systemClock, random: systemRandom, primitives: nodePrimitives },
    keys: by,
  });

test("replicas that start at once, and those that start later, sign with one key", async () => {
  await fixture.db.sql.query("delete from vault_server_keys");
  const signers = [...(await Promise.all([1, 2, 3, 4].map(() => open()))), await open()];
  expect(new Set(signers.map(({ keyId }) => keyId)).size).toBe(1);
  const message = new TextEncoder().encode("a word");
  const [first] = signers;
  for (const { sign } of signers) {
    const publicKey = first?.publicKey ?? new Uint8Array();
    expect(verifyEd25519(nodePrimitives, publicKey, message, sign(message))).toBe(true);
  }
});

test("another root secret does not open the key, and does not replace it; the previous one does", async () => {
  const { keyId } = await open();
  const other = "another secret of at least thirty-two characters";
  await expect(open(deriveKeys(other))).rejects.toMatchObject({ code: "SERVER_KEY_LOCKED" });
  const rotated = deriveKeys(other, "a secret of at least thirty-two characters");
  expect((await open(rotated)).keyId).toBe(keyId);
});

test("a key is sealed under the kid of its root secret, and no damaged byte of it passes", async () => {
  await open();
  const [row] = await fixture.db.sql.query("select id, private_sealed from vault_server_keys");
  const sealed = Buffer.from(row?.["private_sealed"] as Uint8Array);
  const place = { column: serverKeys, rowId: String(row?.["id"]) };
  expect(sealed.toString("latin1", 0, 8)).toBe(keys.kid);
  expect(openBytes(keys, place, sealed)).not.toBeNull();
  for (let at = 0; at < sealed.length; at += 1) {
    const damaged = Buffer.from(sealed);
    damaged.writeUInt8(damaged.readUInt8(at) ^ 1, at);
    expect(openBytes(keys, place, damaged)).toBeNull();
  }
});

test("a sealed key in another row opens nothing", async () => {
  await open();
  await fixture.db.sql.query("update vault_server_keys set id = '0000000000000000'");
  await expect(open()).rejects.toMatchObject({ code: "SERVER_KEY_LOCKED" });
});

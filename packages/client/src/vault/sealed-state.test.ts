import { expect, test } from "vitest";
import { openState, sealState } from "./sealed-state.ts";

const key = new Uint8Array(32).fill(1);
const place = { vaultId: "v", nonce: 3 };
const state = new TextEncoder().encode("state");

test("a sealed state opens by its key in its place, and nowhere else", async () => {
  const sealed = await sealState(key, place, state);
  expect(new TextDecoder().decode(sealed.subarray(0, 7))).toBe("hpseal1");
  expect(await openState(key, place, sealed)).toEqual(state);
  expect(await openState(new Uint8Array(32).fill(2), place, sealed)).toBeNull();
  expect(await openState(key, { ...place, nonce: 4 }, sealed)).toBeNull();
  expect(await openState(key, { ...place, vaultId: "w" }, sealed)).toBeNull();
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = sealed.slice();
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(await openState(key, place, changed), `byte ${at}`).toBeNull();
  }
  expect(await openState(key, place, sealed.subarray(0, 10))).toBeNull();
  await expect(sealState(new Uint8Array(16), place, state)).rejects.toThrow("32 bytes");
});

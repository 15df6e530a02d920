import { expect, test } from "vitest";
import { systemRandom } from "../random.ts";
import { deriveKeys } from "./keys.ts";
import { openBytes, openText, sealAgain, sealBytes, sealText } from "./seal.ts";
import type { SealedColumn } from "./sealed-column.ts";

const random = systemRandom;
const old = deriveKeys("the old root secret, 0123456789abcdef");
const keys = deriveKeys(
  "the new root secret, 0123456789abcdef",
  "the old root secret, 0123456789abcdef",
);

function column(form: SealedColumn["form"], label = "things"): SealedColumn {
  return { table: "things", column: "sealed", key: "id", purpose: "row-wrap", form, label };
}
const bytesOf = (rowId: string) => ({ column: column("bytes"), rowId });
const textOf = (rowId: string) => ({ column: column("text"), rowId });

test("what is sealed opens in its own row and column, and does not show", () => {
  const sealed = sealText({ keys, random }, textOf("ada"), "a secret");
  expect(sealed).not.toContain("secret");
  expect(openText(keys, textOf("ada"), sealed)).toBe("a secret");
  expect(openText(keys, textOf("bob"), sealed)).toBeNull();
  const other = { column: column("text", "things.other"), rowId: "ada" };
  expect(openText(keys, other, sealed)).toBeNull();
});

test("what the previous secret sealed opens during a rotation, and what a stranger's did never", () => {
  const sealed = sealBytes({ keys: old, random }, bytesOf("ada"), Buffer.from("a secret"));
  expect(openBytes(keys, bytesOf("ada"), sealed)?.toString()).toBe("a secret");
  const stranger = deriveKeys("x".repeat(32));
  expect(openBytes(stranger, bytesOf("ada"), sealed)).toBeNull();
});

test("sealing again keeps the secret and the form, and takes the current secret", () => {
  const deps = { keys, random };
  const bytes = sealBytes({ keys: old, random }, bytesOf("ada"), Buffer.from([0, 255, 128]));
  const again = sealAgain(deps, bytesOf("ada"), bytes);
  if (!(again instanceof Uint8Array)) throw new Error("bytes stay bytes");
  expect(Buffer.from(again).toString("latin1", 0, 8)).toBe(keys.kid);
  const { previous: _, ...alone } = keys;
  expect(openBytes(alone, bytesOf("ada"), again)).toEqual(Buffer.from([0, 255, 128]));
  const text = sealAgain(deps, textOf("ada"), sealText({ keys: old, random }, textOf("ada"), "ü"));
  expect(text).toMatch(new RegExp(`^${keys.kid}\\.`));
  expect(openText(alone, textOf("ada"), String(text))).toBe("ü");
});

test.each(["", "x", "nothing that was ever sealed", `${keys.kid}.`, `${keys.kid}.AAAA`])(
  "%j opens nothing, and is sealed again as nothing",
  (value) => {
    expect(openText(keys, textOf("ada"), value)).toBeNull();
    expect(openBytes(keys, bytesOf("ada"), Buffer.from(value))).toBeNull();
    expect(sealAgain({ keys, random }, textOf("ada"), value)).toBeNull();
  },
);

test("a changed byte opens nothing", () => {
  const sealed = sealBytes({ keys, random }, bytesOf("ada"), Buffer.from("a secret"));
  for (let at = 0; at < sealed.length; at += 1) {
    const damaged = Buffer.from(sealed);
    damaged.writeUInt8(damaged.readUInt8(at) ^ 1, at);
    expect(openBytes(keys, bytesOf("ada"), damaged)).toBeNull();
  }
});

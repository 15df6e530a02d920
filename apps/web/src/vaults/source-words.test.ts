import { expect, test } from "vitest";
import { finalityWords, readAnchor, seenWords } from "./source-words.ts";

const pending = (depth: number | null, finalDepth: number | null) => ({
  ...{ kind: "present", commitment: "0x12", nonce: 3 },
  pending: { commitment: "0x34", nonce: 4, depth, finalDepth, finalInMs: 1 },
});

test.each([
  [null, "It has not been looked at yet."],
  [{ kind: "absent" }, "The change does not show there yet."],
  [{ kind: "present", commitment: "0x12", nonce: 3 }, "The change does not show there yet."],
  [pending(3, 12), "3 of 12 confirmations so far."],
  [pending(null, null), "Something shows there that is not final yet."],
  [
    { kind: "unavailable", reason: "wrong-chain" },
    "It could not be read: it serves another chain.",
  ],
  [{ kind: "unavailable", reason: "some-newer" }, "It could not be read: some newer."],
  [{ kind: "something newer" }, "It was looked at."],
])("a look at %j is said as %j", (seen, words) => {
  expect(seenWords(seen)).toBe(words);
});

test("where a vault is anchored is read from its source, with what it takes for final", () => {
  const anchor = { chainId: 10, registry: "0x12", key: "0x34" };
  const source = { kind: "evm-registry", ...anchor, finality: { confirmations: 12 } };
  expect(readAnchor(source)).toEqual({ ...anchor, finality: "final after 12 confirmations" });
  expect(readAnchor({ kind: "self" })).toBeNull();
  expect([{ confirmations: 0 }, { confirmations: 1 }, "safe"].map(finalityWords)).toEqual([
    ...["final at once", "final after 1 confirmation", "final once its block is safe"],
  ]);
});

import { expect, test } from "vitest";
import { noSource, readSource, sourceFaults } from "./source-draft.ts";

const registry = `0x${"Ab".repeat(20)}`;
const key = `0x${"12".repeat(32)}`;

test("a vault that names no chain is anchored nowhere", () => {
  expect(readSource(noSource)).toEqual({ kind: "self" });
  expect(readSource({ ...noSource, registry: "what was typed before" })).toEqual({ kind: "self" });
});

test("a chain takes a registry and a key, and spaces around them", () => {
  const typed = { ...noSource, chainId: 10, registry: ` ${registry}`, key: `${key} ` };
  expect(readSource(typed)).toEqual({ kind: "evm-registry", chainId: 10, registry, key });
});

test.each([
  ["safe", "safe"],
  ["finalized", "finalized"],
  ["12", { confirmations: 12 }],
] as const)("what is final may be chosen: %s", (finality, named) => {
  const draft = { chainId: 10, registry, key, finality };
  expect(readSource(draft)).toMatchObject({ chainId: 10, finality: named });
});

test.each([
  ["registry", { ...noSource, chainId: 10, registry: "0x12", key }],
  ["key", { ...noSource, chainId: 10, registry, key: registry }],
])("a %s that is none is told at its field", (field, draft) => {
  expect(Object.keys(sourceFaults(draft))).toEqual([field]);
  expect(readSource(draft)).toBeNull();
});

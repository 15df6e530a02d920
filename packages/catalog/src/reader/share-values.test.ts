import { expect, test } from "vitest";
import { corpusEntry } from "../../test/corpus.ts";
import type { SnapshotRecord } from "../snapshot/snapshot.ts";
import { createValueShare } from "./share-values.ts";
import { readRecord } from "./store.ts";

function recordOf(number: number): SnapshotRecord & { readonly kind: "entry" } {
  const { key, lean } = corpusEntry(number, { tags: ["photos", `tag-${number}`] });
  const row = { kind: "entry", key, versionId: number, lean: JSON.stringify(lean) } as const;
  const record = readRecord({ ...row, screenshots: number === 1 ? ["hash"] : [] });
  if (record.kind !== "entry") throw new Error("the record is an entry");
  return record;
}

test("a shared record says what it said, and nothing else", () => {
  const share = createValueShare();
  for (const number of [1, 2, 3]) expect(share(recordOf(number))).toEqual(recordOf(number));
  const category = { kind: "category", key: "media", lean: { name: "Media", order: 1 } } as const;
  expect(share(category)).toBe(category);
});

test("entries keep lists that are equal once", () => {
  const share = createValueShare();
  const [one, two] = [share(recordOf(2)), share(recordOf(3))];
  if (one.kind !== "entry" || two.kind !== "entry") throw new Error("they are entries");
  expect(one.lean.architectures).toBe(two.lean.architectures);
  expect(one.lean.requires).toBe(two.lean.screenshots);
  // The control: what was only parsed keeps its own.
  expect(recordOf(2).lean.architectures).not.toBe(recordOf(3).lean.architectures);
});

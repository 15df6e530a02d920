import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { openSearchIndex } from "./search-index.ts";

const inserts = 15;

it("is put in order in pieces, each of few rows, and finds the same before and after", () => {
  const db = new DatabaseSync(":memory:");
  const index = openSearchIndex(db);
  const count = (sql: string) => Number(db.prepare(sql).get()?.["count"]);
  const parts = () => count("SELECT count(DISTINCT segid) AS count FROM entry_idx");
  const written = () => count("SELECT total_changes() AS count");
  const words = (number: number) =>
    Array.from({ length: 2_400 }, (_, at) => `word${number}x${at}`).join(" ");
  for (let versionId = 1; versionId <= inserts; versionId += 1) {
    const named = { name: "Notes", slug: "notes", tags: [], summary: "" };
    index.insert([{ ...named, versionId, description: words(versionId) }]);
  }
  // Nothing is put in order behind the back of whoever writes: a part for each that was written.
  expect(parts()).toBe(inserts);
  const before = [...index.match(["notes"], "all")];
  expect(before).toHaveLength(inserts);
  const pieces: number[] = [];
  for (let isMore = true; isMore; ) {
    const from = written();
    isMore = index.tidy();
    pieces.push(written() - from);
  }
  const all = pieces.reduce((sum, rows) => sum + rows, 0);
  expect(Math.max(...pieces)).toBeLessThan(all / 3);
  expect(parts()).toBeLessThan(4);
  expect([...index.match(["notes"], "all")]).toEqual(before);
});

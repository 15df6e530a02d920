import { expect, it } from "vitest";
import { limits } from "../rules/limits.ts";
import { goodApp } from "../testing/good-tree.ts";
import { goodTree, toTreeInput } from "../testing/index.ts";
import type { CatalogRecord } from "../tree/catalog-record.ts";
import { validateTree } from "../tree/validate-tree.ts";
import { leanOf } from "./lean-record.ts";

/** An entry with every field as long as it may be, in signs that are longest when written down. */
function longest(): string {
  const slugs = (count: number) =>
    JSON.stringify(Array.from({ length: count }, (_, at) => `s${at}`.padEnd(48, "x")));
  const wide = (count: number) => "\\u2028".repeat(count);
  return goodApp
    .replace('"Notes"', `"x${wide(58)}x"`)
    .replace('"Keeps notes."', `"x${wide(138)}x"`)
    .replace(
      '["text"]',
      JSON.stringify(Array.from({ length: 10 }, (_, at) => `t${at}`.padEnd(30, "x"))),
    )
    .replace('"MIT"', `"${Array.from({ length: 12 }, () => "GPL-2.0-only").join(" OR ")}"`)
    .replace(
      'icon = "icon.svg"',
      `icon = "icon.svg"\nprovides = ${slugs(10)}\nrequires = ["notes"]`,
    );
}

it("is less than 8 KiB for the longest entry that there may be", () => {
  const { items, read } = toTreeInput(goodTree().set("apps/no/notes/app.toml", longest()));
  const records: CatalogRecord[] = [];
  const { problems } = validateTree(items, { read, onRecord: (record) => records.push(record) });
  expect(problems).toEqual([]);
  const sizes = records.map((record) => Buffer.byteLength(JSON.stringify(leanOf(record))));
  // Ten words that are required, each of 48 characters, are what this entry lacks of the longest.
  expect(Math.max(...sizes) + 4 * 5 * 60 + 10 * 60).toBeLessThan(limits.maxLeanBytes);
});

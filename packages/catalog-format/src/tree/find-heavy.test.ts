import { expect, it } from "vitest";
import { limits } from "../rules/limits.ts";
import { goodTree, toTreeInput } from "../testing/index.ts";
import { validateTree } from "./validate-tree.ts";

const { items } = toTreeInput(goodTree());

/** The listing of a good tree with more entries, each with a description of the size that one may have. */
function listing(entries: number) {
  const more = Array.from({ length: entries }, (_, at) => {
    const slug = `${String(at % 100).padStart(2, "0")}-app-${at}`;
    const path = `apps/${slug.slice(0, 2)}/${slug}/description.md`;
    return { path, mode: "file" as const, oid: "0", sizeBytes: limits.maxDescriptionBytes };
  });
  return [...items, ...more];
}

it("refuses a tree whose texts are together more than is held, and reads nothing of it", () => {
  const reads: string[] = [];
  const entries = limits.maxTextBytes / limits.maxDescriptionBytes;
  const { problems } = validateTree(listing(entries), {
    read: (path) => {
      reads.push(path);
      return null;
    },
  });
  expect(problems.filter(({ rule }) => rule === "tree/size")).toMatchObject([{ path: "apps" }]);
  expect(reads).toEqual([]);
});

it("reads a tree of as many files that are together less", () => {
  const { problems } = validateTree(listing(100), { read: () => null });
  expect(problems.map(({ rule }) => rule)).not.toContain("tree/size");
});

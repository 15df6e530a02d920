import { describe, expect, it } from "vitest";
import { rules } from "../rules/problem.ts";
import { badTrees, goodTree, type TestTree, toTreeInput } from "../testing/index.ts";
import { validateTree } from "./validate-tree.ts";

const judge = (tree: TestTree) => {
  const { items, read } = toTreeInput(tree);
  return validateTree(items, { read });
};

describe("a whole tree", () => {
  it("is taken as it is when nothing is wrong", () => {
    const { problems, isAcceptable } = judge(goodTree());
    expect(problems).toEqual([]);
    expect(isAcceptable).toBe(true);
  });

  it("is broken in at least 200 ways by the table", () => {
    expect(badTrees.length).toBeGreaterThanOrEqual(200);
    expect(new Set(badTrees.map(({ name }) => name)).size).toBe(badTrees.length);
  });

  it.each(badTrees)("tells of $name with its file and rule", ({ tree, path, rule }) => {
    const { problems, isAcceptable, problemCount } = judge(tree);
    expect(problems).toContainEqual(expect.objectContaining({ path, rule }));
    expect(isAcceptable).toBe(rules[rule] !== "error" && problemCount > 0);
  });

  it("breaks every rule somewhere in the table but the two that need more than one small tree", () => {
    const broken = new Set<string>(badTrees.map(({ rule }) => rule));
    const rest = Object.keys(rules).filter((rule) => !broken.has(rule));
    expect(rest.toSorted()).toEqual(["record/id-changed", "tree/too-many"]);
  });
});

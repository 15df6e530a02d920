export { type BadTree, badTrees } from "./bad-trees.ts";
export { goodTree, type TestTree, toTreeInput } from "./good-tree.ts";

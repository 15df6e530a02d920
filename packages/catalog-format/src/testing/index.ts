export { type BadTree, badTrees } from "./bad-trees.ts";
export { goodTree, type TestFile, type TestTree, toTreeInput } from "./good-tree.ts";

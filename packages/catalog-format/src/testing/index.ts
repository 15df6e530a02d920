export { type BadTree, badTrees } from "./bad-trees.ts";
export {
  goodIcon,
  goodRelease,
  goodTree,
  type TestFile,
  type TestTree,
  toTreeInput,
} from "./good-tree.ts";

import type { Rule } from "../../rules/problem.ts";
import { goodTree, type TestFile, type TestTree } from "../good-tree.ts";

/** A tree with one thing wrong, and what is to be said of it. */
export interface BadTree {
  readonly name: string;
  readonly tree: TestTree;
  readonly path: string;
  readonly rule: Rule;
}

export const folder = "apps/no/notes";
export const app = `${folder}/app.toml`;
export const composeFile = `${folder}/compose.yml`;
export const releaseFile = `${folder}/releases/1.0.0.toml`;
export const icon = `${folder}/assets/icon.svg`;

/** The good tree with files put into it, or taken out where null stands. */
export function withFiles(files: Readonly<Record<string, TestFile | null>>): TestTree {
  const tree = goodTree();
  for (const [path, file] of Object.entries(files)) {
    if (file === null) tree.delete(path);
    else tree.set(path, file);
  }
  return tree;
}

/** The good tree with a part of one file's text replaced. Throws when that part is not there. */
export function withText(path: string, from: string, to: string): TestTree {
  const text = goodTree().get(path);
  if (typeof text !== "string" || !text.includes(from)) throw new Error(`${path} has no ${from}`);
  return withFiles({ [path]: text.replace(from, () => to) });
}

/** The good tree with lines added to one file. */
export function withMore(path: string, more: string): TestTree {
  const text = goodTree().get(path);
  if (typeof text !== "string") throw new Error(`${path} is no text`);
  return withFiles({ [path]: `${text}${more}\n` });
}

import {
  foldPath,
  groupItems,
  parsePath,
  recordName,
  type TreeItem,
} from "@homeport/catalog-format";
import { runGit } from "./git.ts";
import type { ReadTree } from "./read-tree.ts";

/** Two commits: what was there, and what is to be judged. */
export interface CommitRange {
  readonly base: string;
  readonly head: string;
}

/** A tree before a change, and the change as a validation takes it. */
export interface ReadRange {
  readonly before: ReadTree;
  readonly change: ReadTree & { readonly removed: readonly string[] };
}

/**
 * Reads from git what `head` changes since it left `base`, and the whole tree before that. Only objects are read, so whatever
 * is checked out does not matter.
 */
export async function readRange(folder: string, range: CommitRange): Promise<ReadRange> {
  const head = await findCommit(folder, range.head);
  const base = await findCommit(folder, range.base);
  const fork = (await runGit(folder, ["merge-base", base, head])).toString().trim();
  const before = await listTree(folder, fork);
  const after = await listTree(folder, head);
  const { items, removed } = findChange(before, after);
  return {
    before: { items: before, contents: await readContents(folder, before) },
    change: { items, removed, contents: await readContents(folder, items) },
  };
}

async function findCommit(folder: string, name: string): Promise<string> {
  const args = ["rev-parse", "--verify", "--end-of-options", `${name}^{commit}`];
  return (await runGit(folder, args)).toString().trim();
}

async function listTree(folder: string, commit: string): Promise<TreeItem[]> {
  const listed = await runGit(folder, ["ls-tree", "-r", "-z", "-l", "--full-tree", commit]);
  return listed.toString().split("\0").flatMap(readLine);
}

const lineForm = /^(\d{6}) \w+ ([0-9a-f]+) +(-|\d+)\t([\s\S]+)$/;

function readLine(line: string): TreeItem[] {
  const [, mode, oid = "", size = "", path] = lineForm.exec(line) ?? [];
  if (path === undefined || parsePath(path).is === "foreign") return [];
  const kinds: Readonly<Record<string, TreeItem["mode"]>> = {
    "120000": "symlink",
    "160000": "submodule",
  };
  return [
    { path, mode: kinds[mode ?? ""] ?? "file", oid, sizeBytes: size === "-" ? 0 : Number(size) },
  ];
}

/** All files of every record of which one differs, and the records of which none is left. */
function findChange(
  before: readonly TreeItem[],
  after: readonly TreeItem[],
): { items: TreeItem[]; removed: string[] } {
  const keyOf = ({ path }: TreeItem) => {
    const at = parsePath(path);
    return at.is === "file" ? recordName(at.kind, at.key) : path;
  };
  const foldOf = ({ path }: TreeItem) => foldPath(path);
  const markOf = ({ mode, oid }: TreeItem) => `${mode} ${oid}`;
  const had = new Map(before.map((item) => [item.path, markOf(item)]));
  const has = new Map(after.map((item) => [item.path, markOf(item)]));
  const touched = new Set([
    ...after.filter((item) => had.get(item.path) !== markOf(item)).map(keyOf),
    ...before.filter((item) => !has.has(item.path)).map(keyOf),
  ]);
  // What some disks take for one with a changed file is looked at beside it.
  const folded = new Set(after.filter((item) => touched.has(keyOf(item))).map(foldOf));
  for (const item of after) if (folded.has(foldOf(item))) touched.add(keyOf(item));
  const items = after.filter((item) => touched.has(keyOf(item)));
  const left = new Set(items.map(keyOf));
  return { items, removed: [...touched].filter((name) => !left.has(name)) };
}

/** Asks one process for all objects at once; each answer is a line with its size, the bytes, and a line's end. */
async function readContents(
  folder: string,
  items: readonly TreeItem[],
): Promise<Map<string, Uint8Array>> {
  const wanted = [...groupItems(items).records.values()].flatMap(({ files }) => files);
  const input = wanted.map(({ oid }) => `${oid}\n`).join("");
  const said =
    wanted.length === 0 ? Buffer.alloc(0) : await runGit(folder, ["cat-file", "--batch"], input);
  const contents = new Map<string, Uint8Array>();
  let at = 0;
  for (const { path } of wanted) {
    const lineEnd = said.indexOf("\n", at);
    const size = Number(said.subarray(at, lineEnd).toString().split(" ").at(-1));
    contents.set(path, said.subarray(lineEnd + 1, lineEnd + 1 + size));
    at = lineEnd + 1 + size + 1;
  }
  return contents;
}

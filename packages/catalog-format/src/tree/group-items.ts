import { type FilePart, parsePath, type RecordKind } from "../path/parse-path.ts";
import { limits } from "../rules/limits.ts";
import { type Problem, problem, quote } from "../rules/problem.ts";
import type { TreeItem } from "./tree-item.ts";

/** A file of a record that may be read. */
export type RecordFile = TreeItem & { readonly is: FilePart };

/** The files of one record, as the tree lists them. */
export interface RecordFiles {
  readonly kind: RecordKind;
  readonly key: string;
  readonly files: readonly RecordFile[];
  /** Files of it that cannot be read, for a reason that is told. */
  readonly refused: readonly string[];
}

type Growing = RecordFiles & { readonly files: RecordFile[]; readonly refused: string[] };

export interface GroupedItems {
  readonly records: ReadonlyMap<string, RecordFiles>;
  /** Paths among the records that are none. */
  readonly strays: readonly string[];
  readonly problems: readonly Problem[];
}

/** The name of a record within a tree, as `entry grafana`. */
export function recordName(kind: RecordKind, key: string): string {
  return `${kind} ${key}`;
}

/**
 * Puts the files of a tree together by record, and judges what can be judged before any of them is read: what they are, how
 * they are called and how large they are. A file with a problem is left out of its record.
 */
export function groupItems(items: Iterable<TreeItem>): GroupedItems {
  const records = new Map<string, Growing>();
  const strays: string[] = [];
  const problems: Problem[] = [];
  for (const item of items) {
    const { path, mode } = item;
    const at = parsePath(path);
    if (at.is === "foreign") continue;
    if (at.is === "stray") strays.push(path);
    const found = mode === "file" ? judgePath(item) : [judgeMode(path, mode)];
    problems.push(...found);
    if (at.is !== "file") continue;
    const { kind, key } = at;
    const name = recordName(kind, key);
    const record = records.get(name) ?? { kind, key, files: [], refused: [] };
    records.set(name, record);
    if (found.length === 0) record.files.push({ ...item, is: at });
    else record.refused.push(path);
  }
  return { records, strays, problems };
}

function judgeMode(path: string, mode: "symlink" | "submodule"): Problem {
  return mode === "symlink"
    ? problem(path, "tree/symlink", "is a link, and only plain files are read")
    : problem(path, "tree/submodule", "is another repository, and only plain files are read");
}

function judgePath({ path, sizeBytes }: TreeItem): Problem[] {
  const at = parsePath(path);
  if (at.is === "foreign") return [];
  if (at.is === "stray") {
    return [problem(path, "path/grammar", `${quote(path)} is no file that a record has`)];
  }
  if (at.is === "misplaced") {
    const { slug } = at;
    const folder = `apps/${slug.slice(0, 2)}/${slug}`;
    return [problem(path, "path/shard", `belongs into ${folder}`)];
  }
  const most = maxBytesOf(at);
  if (sizeBytes <= most) return [];
  return [problem(path, "file/size", `has ${sizeBytes} bytes; ${most} are allowed`)];
}

function maxBytesOf({ part }: FilePart): number {
  switch (part) {
    case "record":
    case "release":
      return limits.maxTomlBytes;
    case "description":
      return limits.maxDescriptionBytes;
    case "compose":
      return limits.maxComposeBytes;
    case "asset":
      return limits.maxScreenshotBytes;
  }
}

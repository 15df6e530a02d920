import type { Dirent } from "node:fs";
import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { groupItems, parsePath, type TreeItem } from "@homeport/catalog-format";
import { AgentError } from "../errors.ts";
import type { ReadTree } from "./read-tree.ts";

/**
 * Reads a data repository as it lies in a folder. Links are named and not followed, and what a problem keeps from being read is
 * not read. Throws CATALOG_UNREADABLE.
 */
export async function readFolder(folder: string): Promise<ReadTree> {
  try {
    const items: TreeItem[] = [];
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (parsePath(entry.name).is !== "foreign") await listInto(items, folder, "", entry);
    }
    return { items, contents: await readContents(folder, items) };
  } catch (error) {
    if (error instanceof AgentError) throw error;
    throw new AgentError("CATALOG_UNREADABLE", { cause: error });
  }
}

async function listInto(
  items: TreeItem[],
  root: string,
  parent: string,
  entry: Dirent,
): Promise<void> {
  const path = parent === "" ? entry.name : `${parent}/${entry.name}`;
  if (!entry.isDirectory()) {
    const { size } = await lstat(join(root, path));
    const mode = entry.isFile() ? "file" : "symlink";
    items.push({ path, mode, oid: "", sizeBytes: size });
    return;
  }
  const inside = await readdir(join(root, path), { withFileTypes: true });
  if (inside.some(({ name }) => name === ".git")) {
    items.push({ path, mode: "submodule", oid: "", sizeBytes: 0 });
    return;
  }
  for (const inner of inside) await listInto(items, root, path, inner);
}

async function readContents(
  root: string,
  items: readonly TreeItem[],
): Promise<Map<string, Uint8Array>> {
  const contents = new Map<string, Uint8Array>();
  for (const { files } of groupItems(items).records.values()) {
    for (const { path } of files) contents.set(path, await readFile(join(root, path)));
  }
  return contents;
}

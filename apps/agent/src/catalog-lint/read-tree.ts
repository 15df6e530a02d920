import type { ReadFile, TreeItem } from "@homeport/catalog-format";

/** A data repository at one moment: all that it lists, and what the files hold that a validation reads. */
export interface ReadTree {
  readonly items: readonly TreeItem[];
  readonly contents: ReadonlyMap<string, Uint8Array>;
}

export function readerOf({ contents }: Pick<ReadTree, "contents">): ReadFile {
  return (path) => contents.get(path) ?? null;
}

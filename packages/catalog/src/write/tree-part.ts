import { createHash } from "node:crypto";
import {
  entryFolder,
  parsePath,
  recordName,
  recordPath,
  type TreeItem,
} from "@homeport/catalog-format";
import type { OperationFile } from "../operations/operation.ts";
import type { ListedChange } from "../sync/judge-commit.ts";

/** What some records' files are at a commit, by path. */
export type TreePart = ReadonlyMap<string, TreeItem>;

/** The name of each record that these paths belong to, with the folder or file that it is. */
export function placesOf(paths: Iterable<string>): Map<string, string> {
  const places = new Map<string, string>();
  for (const path of paths) {
    const at = parsePath(path);
    if (at.is !== "file") continue;
    const place = at.kind === "entry" ? entryFolder(at.key) : recordPath(at.kind, at.key);
    places.set(recordName(at.kind, at.key), place);
  }
  return places;
}

/** The id that git gives to these bytes; as long as the ids are that its repository has. */
export function blobId(bytes: Uint8Array, idChars: number): string {
  const hash = createHash(idChars === 64 ? "sha256" : "sha1");
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}

export function bytesOf({ content, encoding }: OperationFile): Uint8Array {
  return Buffer.from(content ?? "", encoding === "base64" ? "base64" : "utf8");
}

/** The part with files changed; what they hold that git does not have yet is put into `fresh`, by its id. */
export function withFiles(
  part: TreePart,
  files: readonly OperationFile[],
  { fresh, idChars }: { readonly fresh: Map<string, Uint8Array>; readonly idChars: number },
): Map<string, TreeItem> {
  const next = new Map(part);
  const known = new Map([...part.values()].map((item) => [item.oid, item.sizeBytes]));
  for (const file of files) {
    const { path, content, encoding } = file;
    if (content === null) {
      next.delete(path);
    } else if (encoding === "blob") {
      next.set(path, { path, mode: "file", oid: content, sizeBytes: known.get(content) ?? 0 });
    } else {
      const bytes = bytesOf(file);
      const oid = blobId(bytes, idChars);
      fresh.set(oid, bytes);
      next.set(path, { path, mode: "file", oid, sizeBytes: bytes.length });
    }
  }
  return next;
}

/** All files of the records at these places, and which of those records are gone. */
export function changeAt(part: TreePart, places: ReadonlyMap<string, string>): ListedChange {
  const items: TreeItem[] = [];
  const removed: string[] = [];
  for (const [name, place] of places) {
    const own = [...part.values()].filter(
      ({ path }) => path === place || path.startsWith(`${place}/`),
    );
    items.push(...own);
    if (own.length === 0) removed.push(name);
  }
  return { items, removed };
}

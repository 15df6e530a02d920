import {
  entryFolder,
  type FullEntry,
  groupItems,
  readRecordFiles,
  type TreeItem,
} from "@homeport/catalog-format";
import type { Reader } from "@homeport/db";
import { invariant } from "@homeport/platform";
import type { ServedCatalog } from "../reader/open-reader.ts";
import { parseFiles, readVersionFiles } from "../reader/store.ts";
import type { CatalogEntry } from "../snapshot/snapshot.ts";

/** An entry with everything that belongs to it, read from its version in this replica's file, else in the mirror. */
export async function readFullEntry(
  db: Reader,
  served: Pick<ServedCatalog, "readFiles">,
  entry: CatalogEntry,
): Promise<FullEntry> {
  const kept = served.readFiles(entry.versionId);
  const files = kept === null ? await readVersionFiles(db, entry.versionId) : parseFiles(kept);
  const items = Object.entries(files).map(
    ([path, file]): TreeItem => ({
      path,
      mode: "file",
      oid: file.oid,
      sizeBytes: "text" in file ? Buffer.byteLength(file.text) : file.sizeBytes,
    }),
  );
  const [found] = groupItems(items).records.values();
  invariant(found !== undefined, `${entryFolder(entry.slug)} has files`);
  const { record } = readRecordFiles(found, (path) => {
    const file = files[path];
    if (file === undefined) return null;
    return "text" in file ? Buffer.from(file.text) : file.picture;
  });
  invariant(record?.kind === "entry", "what was accepted is an entry");
  return record.value;
}

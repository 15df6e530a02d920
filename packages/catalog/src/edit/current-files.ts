import { entryFolder, type FileContent, recordPath, type TreeItem } from "@homeport/catalog-format";
import { type Reader, schema } from "@homeport/db";
import { and, eq, isNull } from "drizzle-orm";
import { readVersionFiles, type VersionFiles } from "../reader/store.ts";

const { catalogVersion } = schema;

/** The files of a record as they are served, by path; null where there is no such record. */
export async function readCurrentFiles(
  db: Reader,
  kind: "entry" | "redirect",
  key: string,
): Promise<VersionFiles | null> {
  const [row] = await db
    .select({ versionId: catalogVersion.versionId })
    .from(catalogVersion)
    .where(
      and(
        eq(catalogVersion.kind, kind),
        eq(catalogVersion.key, key),
        isNull(catalogVersion.toGeneration),
      ),
    );
  return row === undefined ? null : readVersionFiles(db, row.versionId);
}

/** As git would list them. */
export function toTreePart(files: VersionFiles): Map<string, TreeItem> {
  const items = Object.entries(files).map(([path, file]): [string, TreeItem] => {
    const sizeBytes = "text" in file ? Buffer.byteLength(file.text) : file.sizeBytes;
    return [path, { path, mode: "file", oid: file.oid, sizeBytes }];
  });
  return new Map(items);
}

export function contentOf(file: VersionFiles[string]): FileContent {
  return "text" in file ? Buffer.from(file.text) : file.picture;
}

export function appPath(slug: string): string {
  return recordPath("entry", slug);
}

/** Whether a path lies in an entry's own folder. */
export function isInFolder(path: string, slug: string): boolean {
  return path.startsWith(`${entryFolder(slug)}/`);
}

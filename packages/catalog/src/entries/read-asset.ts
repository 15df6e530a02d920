import { type Asset, findAsset, wasShown } from "../reader/store.ts";
import type { CatalogDeps } from "./served.ts";

/**
 * A picture by the hash of its bytes, where an app that is or was shown has it: a draft's alone is nobody's. Whoever asks for what is
 * served now costs one row. Older generations are looked through only for a picture that there is: a page may be a moment older than
 * what is served, and addresses of pictures are kept for a year.
 */
export async function readAsset(
  { db, reader }: Pick<CatalogDeps, "db" | "reader">,
  sha256: string,
): Promise<Asset | null> {
  const asset = await findAsset(db.orm, sha256);
  if (asset === null) return null;
  const isServed = reader.current()?.snapshot.pictures.get(sha256) !== undefined;
  return isServed || (await wasShown(db.orm, sha256)) ? asset : null;
}

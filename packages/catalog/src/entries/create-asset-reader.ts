import { type Asset, findAsset, wasShown } from "../reader/store.ts";
import type { CatalogDeps } from "./served.ts";

/** More pictures than this that are not served now are looked for anew. */
const mostKnown = 10_000;

/**
 * Answers a picture by the hash of its bytes, where an app that is or was shown has it: a draft's alone is nobody's. Whoever asks for
 * what is served now costs one row. Older generations are looked through only for a picture that there is, since a page may be a moment
 * older than what is served and addresses of pictures are kept for a year; and once in each generation, since hashes of drafts are no
 * secret where the repository is public.
 */
export function createAssetReader({
  db,
  reader,
}: Pick<CatalogDeps, "db" | "reader">): (sha256: string) => Promise<Asset | null> {
  let known = { generation: -1, shown: new Map<string, Promise<boolean>>() };

  function askOnce(sha256: string): Promise<boolean> {
    const generation = reader.current()?.snapshot.generation ?? -1;
    if (known.generation !== generation || known.shown.size >= mostKnown) {
      known = { generation, shown: new Map() };
    }
    const { shown } = known;
    const before = shown.get(sha256);
    if (before !== undefined) return before;
    const asked = wasShown(db.orm, sha256);
    shown.set(sha256, asked);
    asked.catch(() => shown.delete(sha256));
    return asked;
  }

  return async function readAsset(sha256) {
    const asset = await findAsset(db.orm, sha256);
    if (asset === null) return null;
    const isServed = reader.current()?.snapshot.pictures.get(sha256) !== undefined;
    return isServed || (await askOnce(sha256)) ? asset : null;
  };
}

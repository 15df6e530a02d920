import { foldPath, pathPrefixes } from "@homeport/catalog-format";
import type { Repository } from "../git/repository.ts";

/**
 * Paths of a commit that some disks take for one of these, or for a folder on the way to it. Records know each other by their slugs; of
 * `strays`, which are none, the mirror knows nothing, so everything is listed. That costs what the catalog is large: it is done for those
 * that the commit brings, and for no other.
 */
export async function listTwins(
  repository: Pick<Repository, "listTree">,
  { before, commit }: { readonly before: string; readonly commit: string },
  strays: readonly string[],
): Promise<string[]> {
  if (strays.length === 0) return [];
  const known = new Set((await repository.listTree(before, strays)).map(({ path }) => path));
  const come = strays.filter((path) => !known.has(path)).flatMap(pathPrefixes);
  if (come.length === 0) return [];
  const spelled = new Set(come);
  const folded = new Set(come.map(foldPath));
  const isTwin = (prefix: string) => !spelled.has(prefix) && folded.has(foldPath(prefix));
  const items = await repository.listTree(commit);
  return items.map(({ path }) => path).filter((path) => pathPrefixes(path).some(isTwin));
}

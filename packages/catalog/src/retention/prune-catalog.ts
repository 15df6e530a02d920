import type { Db } from "@homeport/db";
import { readRetainedSince } from "../operate/retained.ts";
import { lockSource } from "../operate/store.ts";
import { deleteEnded } from "../operations/store.ts";
import { commitsKept } from "../sync/take-judged.ts";
import { deleteAssets, deleteCommits, deleteOld, deleteVersions } from "./store.ts";

const operationDays = 90;

export interface PruneOutcome {
  readonly versions: number;
  readonly assets: number;
  readonly commits: number;
  readonly rows: number;
  readonly operations: number;
}

/**
 * Takes away what nobody can ask for any more: versions of generations that are not kept, pictures that no kept version has, and what
 * only told how something went.
 */
export async function pruneCatalog(
  { db }: { readonly db: Db },
  keep: { readonly commits: number } = { commits: commitsKept },
): Promise<PruneOutcome> {
  return db.system("catalog.prune", async (tx) => {
    // A generation that is accepted meanwhile may need a picture again that was nobody's.
    await lockSource(tx);
    const versions = await deleteVersions(tx, await readRetainedSince(tx));
    const assets = await deleteAssets(tx);
    const commits = await deleteCommits(tx, keep.commits);
    const rows = await deleteOld(tx);
    const operations = await deleteEnded(tx, operationDays);
    return { versions, assets, commits, rows, operations };
  });
}

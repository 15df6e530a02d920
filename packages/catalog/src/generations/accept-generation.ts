import { type RecordKind, recordKinds, recordSchema } from "@homeport/catalog-format";
import type { Db, Tx } from "@homeport/db";
import { newId, type RequestContext } from "@homeport/platform";
import { CatalogError } from "../errors.ts";
import {
  closeVersions,
  type GenerationRow,
  insertAssets,
  insertCommits,
  insertGeneration,
  insertVersions,
  lockAccepted,
  updateSource,
} from "../store.ts";
import type { NewVersion } from "./new-version.ts";

export interface NewGeneration {
  readonly commit: string;
  readonly tree: string;
  readonly origin: GenerationRow["origin"];
  /** The generation that this one was judged against; null for the first. */
  readonly parent: number | null;
  readonly versions: readonly NewVersion[];
  /** Names of records of which nothing is left. */
  readonly removed: readonly string[];
  /** Commits that are reached from now on. */
  readonly commits: readonly string[];
  readonly actorId?: string | null;
  readonly reason?: string | null;
}

/**
 * Writes a generation: its number, the versions that it ends and begins, its pictures and commits, and its audit row, in the caller's
 * transaction.
 * Answers the number, which is one more than the last. Throws CATALOG_FENCED when another generation, or a later syncer, came between.
 */
export async function acceptGeneration(
  db: Pick<Db, "auditWithin">,
  tx: Tx,
  fence: bigint,
  next: NewGeneration,
): Promise<number> {
  const { accepted, newest } = await lockAccepted(tx);
  if (accepted !== next.parent) throw new CatalogError("CATALOG_FENCED");
  const generation = newest + 1;
  const gone = next.removed.map(readRecordName);
  const removed = await closeVersions(tx, generation, gone);
  const changed = await closeVersions(tx, generation, next.versions);
  const counts = { added: next.versions.length - changed, changed, removed };
  await insertGeneration(tx, {
    generation,
    commitId: next.commit,
    treeId: next.tree,
    parentGeneration: next.parent,
    origin: next.origin,
    recordSchema,
    ...counts,
    fence: Number(fence),
    actorId: next.actorId ?? null,
    reason: next.reason ?? null,
  });
  await insertAssets(tx, next.versions);
  await insertVersions(tx, generation, next.versions);
  await insertCommits(tx, generation, next.commits);
  if (!(await updateSource(tx, fence, { acceptedGeneration: generation }))) {
    throw new CatalogError("CATALOG_FENCED");
  }
  await db.auditWithin(tx, syncerContext(), {
    ...{ action: "catalog.accept", target: { kind: "catalog", id: "main" } },
    detail: { generation, origin: next.origin, commit: next.commit, ...counts },
  });
  return generation;
}

/** Nobody asked for it but the repository; who asked for a change of it stands in the change's own row. */
function syncerContext(): RequestContext {
  return { actor: { kind: "system", name: "catalog.sync" }, address: null, requestId: newId() };
}

/** Takes `recordName` apart again: a kind, a blank and a key. */
function readRecordName(name: string): { kind: RecordKind; key: string } {
  const [word = "", key = ""] = name.split(" ");
  const kind = recordKinds.find((one) => one === word);
  if (kind === undefined) throw new CatalogError("CATALOG_FENCED", { detail: name });
  return { kind, key };
}

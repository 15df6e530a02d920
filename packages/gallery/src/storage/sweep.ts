import { authorize } from "../authorize.ts";
import type { GalleryContext, GalleryDeps } from "../context.ts";
import type { StoredObject } from "./driver.ts";
import { checkStorageIdentity } from "./identity.ts";
import { isSwept } from "./key.ts";
import { findNamedKeys, queueDeletions, readNow } from "./store.ts";

export interface Sweep {
  /** Objects that were looked at. */
  looked: number;
  /** Those that no row names: they are deleted a day from now, unless one does by then. */
  unnamed: number;
  /** False: the rest is left to the weekly sweep. */
  isWhole: boolean;
}

/** Younger ones may belong to work that is about to be committed. */
const leastAgeMs = 24 * 3_600_000;

type SweepDeps = Pick<GalleryDeps, "db" | "storage" | "random">;

/**
 * Lists the storage and queues what no row names for deletion. It trusts this database to know every photo, so it looks
 * first whether the storage is this installation's. Throws STORAGE_MISMATCH.
 */
export async function sweepStorage(
  deps: SweepDeps,
  options: { organizationId?: string; pagesMost?: number; signal?: AbortSignal } = {},
): Promise<Sweep> {
  const { organizationId, pagesMost = Number.POSITIVE_INFINITY, signal } = options;
  await checkStorageIdentity(deps);
  const prefix = organizationId === undefined ? "" : `${organizationId}/`;
  const counts = { looked: 0, unnamed: 0 };
  let cursor: string | null = null;
  for (let page = 0; page < pagesMost; page += 1) {
    signal?.throwIfAborted();
    const objects: readonly StoredObject[] = await deps.storage.list(prefix, cursor);
    const last = objects.at(-1);
    if (last === undefined) return { ...counts, isWhole: true };
    counts.looked += objects.length;
    counts.unnamed += await queueUnnamed(deps, objects);
    cursor = last.key;
  }
  return { ...counts, isWhole: false };
}

async function queueUnnamed(
  deps: Pick<GalleryDeps, "db">,
  objects: readonly StoredObject[],
): Promise<number> {
  const { orm } = deps.db;
  const untilMs = (await readNow(orm)) - leastAgeMs;
  const old = objects
    .filter(({ key, modifiedAtMs }) => isSwept(key) && modifiedAtMs < untilMs)
    .map(({ key }) => key);
  const named = await findNamedKeys(orm, old);
  const unnamed = old.filter((key) => !named.has(key));
  await queueDeletions(orm, unnamed);
  return unnamed.length;
}

/** As far as one answer reaches. */
const pagesOfAnAnswer = 20;

/** A sweep of one organization's own files, for whoever does not want to wait for the week's end. */
export async function sweepOwnStorage(ctx: GalleryContext): Promise<Sweep> {
  const organizationId = authorize(ctx, "gallery.admin");
  const sweep = await sweepStorage(ctx, { organizationId, pagesMost: pagesOfAnAnswer });
  const target = { kind: "gallery", id: organizationId };
  const act = { action: "gallery.storage-sweep", target, organizationId, detail: { ...sweep } };
  await ctx.db.write(ctx, act, async () => undefined);
  return sweep;
}

import { type CatalogDeps, takeServed } from "../entries/served.ts";
import { CatalogError } from "../errors.ts";
import { nextTurn } from "../in-turns.ts";
import { readRetainedSince } from "../operate/retained.ts";
import { readRecord } from "../reader/store.ts";
import type { SnapshotRecord } from "../snapshot/snapshot.ts";
import { diffObjects, type JsonObject, type MergePatch } from "./merge-patch.ts";
import { publicRecord } from "./public-record.ts";
import { type DifferingVersion, readDiffering } from "./store.ts";

/** What makes the listing of one generation of that of another. */
export interface CatalogChanges {
  readonly from: number;
  readonly to: number;
  /** A JSON merge patch over `{entries, categories, maintainers, redirects}`, each by key. */
  readonly patch: MergePatch;
}

/** Whoever is further behind reads the list anew, which costs no more. */
const versionsMost = 20_000;
const recordsAtOnce = 500;

/**
 * Everything that differs between an earlier generation and the one served, rollbacks in between or not. Throws what `takeServed` throws,
 * CATALOG_GENERATION_AHEAD for one that is not served here, and CATALOG_CHANGES_GONE for one that is too long ago.
 */
export async function readCatalogChanges(
  deps: CatalogDeps,
  since: number,
): Promise<CatalogChanges> {
  const { snapshot } = await takeServed(deps);
  const to = snapshot.generation;
  if (since > to) throw new CatalogError("CATALOG_GENERATION_AHEAD");
  if (since === to) return { from: since, to, patch: {} };
  if (since < (await readRetainedSince(deps.db.orm)))
    throw new CatalogError("CATALOG_CHANGES_GONE");
  const span = { before: since, after: to, most: versionsMost + 1 };
  const versions = await readDiffering(deps.db.orm, span);
  if (versions.length > versionsMost) throw new CatalogError("CATALOG_CHANGES_GONE");
  return { from: since, to, patch: await patchOf(versions) };
}

interface Pair {
  readonly kind: SnapshotRecord["kind"];
  readonly key: string;
  before: JsonObject | null;
  after: JsonObject | null;
}

async function patchOf(versions: readonly DifferingVersion[]): Promise<MergePatch> {
  const pairs = new Map<string, Pair>();
  for (const [at, version] of versions.entries()) {
    // A long answer leaves others their turns.
    if (at % recordsAtOnce === recordsAtOnce - 1) await nextTurn();
    const { kind, key, isAfter } = version;
    const name = `${kind} ${key}`;
    const pair = pairs.get(name) ?? { kind, key, before: null, after: null };
    pair[isAfter ? "after" : "before"] = publicRecord(readRecord(version));
    pairs.set(name, pair);
  }
  const patch: Record<string, Record<string, MergePatch | JsonObject | null>> = {};
  for (const { kind, key, before, after } of pairs.values()) {
    const difference = differenceOf(before, after);
    if (difference === undefined) continue;
    const group = groups[kind];
    // Written into, not copied: a copy for each record would cost the square of how many differ.
    patch[group] ??= {};
    patch[group][key] = difference;
  }
  return patch;
}

const groups = {
  store: "store",
  category: "categories",
  maintainer: "maintainers",
  redirect: "redirects",
  entry: "entries",
} as const;

function differenceOf(
  before: JsonObject | null,
  after: JsonObject | null,
): MergePatch | JsonObject | null | undefined {
  if (before === null) return after ?? undefined;
  return after === null ? null : diffObjects(before, after);
}

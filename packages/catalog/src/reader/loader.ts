import type { Db } from "@homeport/db";
import type { Log } from "@homeport/platform";
import { nextTurn } from "../in-turns.ts";
import {
  changeSnapshot,
  emptySnapshot,
  type Snapshot,
  type SnapshotHead,
  type SnapshotRecord,
} from "../snapshot/snapshot.ts";
import { type CachePlace, cacheFiles } from "./cache-files.ts";
import { createValueShare } from "./share-values.ts";
import { readEnded, readRecord, readVersions } from "./store.ts";
import { type CachedVersion, openVersionCache, type VersionCache } from "./version-cache.ts";

/** A generation with all that answers for it. */
export interface Loaded {
  readonly snapshot: Snapshot;
  readonly cache: VersionCache;
}

/** Where a test may make a load fail. */
export type LoadStep = "read" | "insert" | "build" | "finish";

export interface LoaderDeps {
  readonly db: Db;
  readonly log: Log;
  /** Where a file may be kept; without one everything is in memory. */
  readonly place: CachePlace | undefined;
  /** Runs when the last request that began before has ended. */
  readonly later: (run: () => void) => void;
  readonly onStep?: ((step: LoadStep) => void) | undefined;
}

/** Makes generations, each beside the one that is served, which stays whole whatever happens here. */
export interface Loader {
  /** The generation in this replica's own file, without asking anybody; null where there is no good file. */
  openKept(): Promise<Loaded | null>;
  /** Everything anew, beside what is served until now. */
  loadAll(head: SnapshotHead, before: Loaded | null): Promise<Loaded>;
  /** What differs, read and indexed; the cost follows the change. */
  loadChange(before: Loaded, head: SnapshotHead): Promise<Loaded>;
}

const readAtOnce = 2_000;
const insertAtOnce = 50;
/** Pieces of order after each turn that writes: twice what an app's rows need, so that no debt grows, and never a long wait for one. */
const tidyAtMost = (rows: number) => 8 + 2 * rows;

export function createLoader(deps: LoaderDeps): Loader {
  const { db, log, later, onStep = () => undefined } = deps;
  const buildId = deps.place?.buildId ?? "";
  let files = deps.place === undefined ? null : cacheFiles(deps.place);
  const paths = new WeakMap<VersionCache, string>();
  const share = createValueShare();

  /** Says it once: from then on nothing is kept. */
  function keepNothing(error: unknown): void {
    files = null;
    log.warn({ err: error }, "catalog.cache-off");
  }

  function openFile(path: string): VersionCache {
    const cache = openVersionCache(path, buildId);
    paths.set(cache, path);
    return cache;
  }

  function openNew(): VersionCache {
    try {
      if (files !== null) return openFile(files.next());
    } catch (error) {
      keepNothing(error);
    }
    return openVersionCache(null, buildId);
  }

  function close(cache: VersionCache): void {
    cache[Symbol.dispose]();
    const path = paths.get(cache);
    if (path !== undefined) files?.drop(path);
  }

  async function* read(span: { after: number; until: number; withFiles: boolean }) {
    for (let fromVersion = 0; ; ) {
      const rows = await readVersions(db.orm, { ...span, fromVersion, most: readAtOnce });
      if (rows.length > 0) yield rows.map((row) => ({ row, record: share(readRecord(row)) }));
      if (rows.length < readAtOnce) return;
      fromVersion = rows.at(-1)?.versionId ?? fromVersion;
    }
  }

  /** Few rows a turn of the event loop, so that requests are answered in between. */
  async function insert(cache: VersionCache, versions: readonly CachedVersion[]): Promise<void> {
    for (let at = 0; at < versions.length; at += insertAtOnce) {
      const some = versions.slice(at, at + insertAtOnce);
      cache.put(some);
      onStep("insert");
      await nextTurn();
      for (let left = tidyAtMost(some.length); left > 0 && cache.tidy(); left -= 1) {
        await nextTurn();
      }
    }
  }

  async function fill(cache: VersionCache, head: SnapshotHead): Promise<Loaded> {
    cache.begin();
    let snapshot = emptySnapshot(head);
    const span = { after: 0, until: head.generation, withFiles: cache.isFile };
    for await (const versions of read(span)) {
      onStep("read");
      await insert(cache, versions);
      snapshot = changeSnapshot(snapshot, head, { put: recordsOf(versions), removed: [] });
      onStep("build");
    }
    onStep("finish");
    cache.finish(head, []);
    return { snapshot, cache };
  }

  async function loadAll(head: SnapshotHead, before: Loaded | null): Promise<Loaded> {
    const cache = openNew();
    try {
      const loaded = await fill(cache, head);
      if (before !== null) later(() => close(before.cache));
      return loaded;
    } catch (error) {
      close(cache);
      if (!cache.isFile || !isOfFile(error)) throw error;
      keepNothing(error);
      return loadAll(head, before);
    }
  }

  async function loadChange(before: Loaded, head: SnapshotHead): Promise<Loaded> {
    const { cache } = before;
    const span = { after: before.snapshot.generation, until: head.generation };
    const ended = await readEnded(db.orm, span);
    const come: CachedVersion[] = [];
    for await (const some of read({ ...span, withFiles: cache.isFile })) come.push(...some);
    onStep("read");
    try {
      cache.begin();
      await insert(cache, come);
      const snapshot = changeSnapshot(before.snapshot, head, deltaOf(come, ended));
      onStep("build");
      const gone = ended.map(({ versionId }) => versionId);
      onStep("finish");
      cache.finish(head, gone);
      later(() => cache.remove(gone));
      return { snapshot, cache };
    } catch (error) {
      if (cache.isFile && isOfFile(error)) {
        keepNothing(error);
        return loadAll(head, before);
      }
      cache.remove(come.map(({ row }) => row.versionId));
      cache.finish(before.snapshot, []);
      throw error;
    }
  }

  async function openKept(): Promise<Loaded | null> {
    try {
      const path = files?.newest() ?? null;
      if (path === null) return null;
      const cache = openFile(path);
      try {
        return { snapshot: await readKept(cache, share), cache };
      } catch (error) {
        cache[Symbol.dispose]();
        throw error;
      }
    } catch (error) {
      log.info({ err: error }, "catalog.cache-dropped");
      dropFiles();
      return null;
    }
  }

  function dropFiles(): void {
    try {
      files?.dropAll();
    } catch (error) {
      keepNothing(error);
    }
  }

  return { openKept, loadAll, loadChange };
}

async function readKept(
  cache: VersionCache,
  share: (record: SnapshotRecord) => SnapshotRecord,
): Promise<Snapshot> {
  const { head } = cache;
  if (head === null) throw new Error("the file holds no generation");
  const records: SnapshotRecord[] = [];
  for (const some of cache.records()) {
    for (const record of some) records.push(share(record));
    await nextTurn();
  }
  return changeSnapshot(emptySnapshot(head), head, { put: records, removed: [] });
}

function recordsOf(versions: readonly CachedVersion[]): SnapshotRecord[] {
  return versions.map(({ record }) => record);
}

function deltaOf(
  come: readonly CachedVersion[],
  ended: readonly Pick<SnapshotRecord, "kind" | "key">[],
) {
  const put = recordsOf(come);
  const names = new Set(put.map(({ kind, key }) => `${kind} ${key}`));
  return { put, removed: ended.filter(({ kind, key }) => !names.has(`${kind} ${key}`)) };
}

/** A full disk, a damaged page: what can be done without the file is done without it. */
function isOfFile(error: unknown): boolean {
  return error instanceof Error && Reflect.get(error, "code") === "ERR_SQLITE_ERROR";
}

import { recordSchema } from "@homeport/catalog-format";
import type { Feed } from "@homeport/coordination";
import type { Db } from "@homeport/db";
import type { Clock, Log, Random, Timer } from "@homeport/platform";
import { type IndexedText, openSearchIndex, type SearchIndex } from "../search/search-index.ts";
import {
  changeSnapshot,
  emptySnapshot,
  isListed,
  type Snapshot,
  type SnapshotHead,
} from "../snapshot/snapshot.ts";
import {
  countChanged,
  type MirrorRecord,
  putReplica,
  type ReplicaRow,
  readEnded,
  readHead,
  readVersions,
} from "./store.ts";

export interface ReaderDeps {
  readonly db: Db;
  readonly feed: Pick<Feed, "subscribe">;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly events: ReaderEvents;
  readonly replicaId: string;
  readonly appVersion: string;
}

export interface ReaderEvents {
  applied(input: { generation: number; entries: number; tookMs: number }): void;
  refused(input: { generation: number; error: unknown }): void;
}

/** What a web replica serves of the catalog. */
export interface CatalogReader extends AsyncDisposable {
  /** The first look is over, whatever it found. */
  ready(): Promise<void>;
  /** The generation served now, or null where there is none. */
  current(): { readonly snapshot: Snapshot; readonly index: SearchIndex } | null;
  /** Looks whether there is a newer generation, and serves it when it comes back. */
  lookNow(): Promise<void>;
}

const lookEveryMs = 15_000;
const bootWaitMs = 30_000;
const heartbeatEveryMs = 10_000;
const supersedeGraceMs = 60_000;
const readAtOnce = 2_000;
const insertAtOnce = 50;
/** A change of more than this share of all records is no change but another catalog. */
const fullLoadShare = 0.2;

/**
 * Follows the accepted generation.
 *
 * nothing ──first look──▶ serving N ──hint, or a look each 15 s──▶ the next one is built aside ──▶ serving N + 1
 *                                          └── it cannot be built ──▶ refused, serving N; tried again with the next look
 *
 * Looks follow one another and lead forward only. The index holds the rows of what is to come before the snapshot maps them, and those of
 * what has gone a minute longer: a request that began before the change finds all that its snapshot maps.
 */
export function openCatalogReader(deps: ReaderDeps): CatalogReader {
  const { db, clock, random, events, log } = deps;
  let serving: { snapshot: Snapshot; index: SearchIndex } | null = null;
  let said: Pick<ReplicaRow, "state" | "wantedGeneration" | "errorCode" | "error" | "applyMs"> = {
    state: "starting",
  };
  let running: Promise<void> | null = null;
  let queued: Promise<void> | null = null;
  let isClosed = false;
  const graces = new Set<Timer>();
  const startedAt = new Date(clock.nowMs());
  const first = Promise.withResolvers<void>();
  const boot = clock.after(bootWaitMs, () => first.resolve()).unref();

  async function look(): Promise<void> {
    const head = await readHead(db.orm);
    if (head === null) {
      said = { ...said, state: "degraded" };
      return;
    }
    const before = serving?.snapshot ?? null;
    if (before?.lineage === head.lineage && before.generation >= head.generation) return;
    said = { ...said, state: "applying", wantedGeneration: head.generation };
    const startedAtMs = clock.monotonicMs();
    try {
      serving = await build(before, head);
      const applyMs = Math.round(clock.monotonicMs() - startedAtMs);
      said = { state: "ready", wantedGeneration: null, errorCode: null, error: null, applyMs };
      const entries = serving.snapshot.entries.size;
      events.applied({ generation: head.generation, entries, tookMs: applyMs });
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      said = { ...said, state: "refused", errorCode: "CATALOG_APPLY_FAILED", error: text };
      events.refused({ generation: head.generation, error });
      throw error;
    } finally {
      await beat();
    }
  }

  async function build(before: Snapshot | null, head: SnapshotHead) {
    const index = serving?.index;
    if (before === null || index === undefined || before.lineage !== head.lineage) {
      return loadAll(head);
    }
    const span = { after: before.generation, until: head.generation };
    const isOther = (await countChanged(db.orm, span)) > before.entries.size * fullLoadShare + 10;
    return isOther ? loadAll(head) : loadChange(before, index, head);
  }

  async function loadAll(head: SnapshotHead) {
    const index = openSearchIndex();
    try {
      let snapshot = emptySnapshot(head);
      for await (const records of read({ after: 0, until: head.generation })) {
        await insert(index, records);
        snapshot = changeSnapshot(snapshot, head, {
          put: records.map(({ record }) => record),
          removed: [],
        });
      }
      retire(serving?.index);
      return { snapshot, index };
    } catch (error) {
      index[Symbol.dispose]();
      throw error;
    }
  }

  async function loadChange(before: Snapshot, index: SearchIndex, head: SnapshotHead) {
    const span = { after: before.generation, until: head.generation };
    const ended = await readEnded(db.orm, span);
    const put: MirrorRecord[] = [];
    for await (const records of read(span)) put.push(...records);
    await insert(index, put);
    const names = new Set(put.map(({ record }) => `${record.kind} ${record.key}`));
    const removed = ended.filter(({ kind, key }) => !names.has(`${kind} ${key}`));
    const records = put.map(({ record }) => record);
    const snapshot = changeSnapshot(before, head, { put: records, removed });
    const gone = ended.filter(({ kind }) => kind === "entry").map(({ versionId }) => versionId);
    later(() => index.remove(gone));
    return { snapshot, index };
  }

  async function* read(span: { after: number; until: number }): AsyncGenerator<MirrorRecord[]> {
    for (let fromVersion = 0; ; ) {
      const records = await readVersions(db.orm, { ...span, fromVersion, most: readAtOnce });
      if (records.length > 0) yield records;
      if (records.length < readAtOnce) return;
      fromVersion = records.at(-1)?.versionId ?? fromVersion;
    }
  }

  /** Few rows a turn of the event loop, so that requests are answered in between. */
  async function insert(index: SearchIndex, records: readonly MirrorRecord[]): Promise<void> {
    const texts = records.flatMap(({ record, description }): IndexedText[] =>
      record.kind === "entry" && isListed(record.lean) ? [{ ...record.lean, description }] : [],
    );
    for (let at = 0; at < texts.length; at += insertAtOnce) {
      index.insert(texts.slice(at, at + insertAtOnce));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  function retire(index: SearchIndex | undefined): void {
    if (index !== undefined) later(() => index[Symbol.dispose]());
  }

  function later(run: () => void): void {
    const timer = clock.after(supersedeGraceMs, () => {
      graces.delete(timer);
      run();
    });
    graces.add(timer.unref());
  }

  async function beat(): Promise<void> {
    await putReplica(db.orm, {
      ...said,
      replicaId: deps.replicaId,
      appVersion: deps.appVersion,
      recordSchema,
      generation: serving?.snapshot.generation ?? null,
      entries: serving?.snapshot.entries.size ?? null,
      startedAt,
    });
  }

  function start(): Promise<void> {
    queued = null;
    running = look().finally(() => {
      running = null;
      first.resolve();
    });
    return running;
  }

  /** A look that has begun may have read too early: who comes then shares the one after it. */
  function lookNow(): Promise<void> {
    if (running === null) return start();
    queued ??= running.then(start, start);
    return queued;
  }

  function lookQuietly(): void {
    lookNow().catch((error: unknown) => log.debug({ err: error }, "catalog.look-failed"));
  }

  let next: Timer | undefined;
  function schedule(): void {
    if (isClosed) return;
    const spread = 0.8 + 0.4 * random.number();
    next = clock
      .after(lookEveryMs * spread, () => {
        lookQuietly();
        schedule();
      })
      .unref();
  }

  let heart: Timer | undefined;
  function keepBeating(): void {
    if (isClosed) return;
    heart = clock
      .after(heartbeatEveryMs, () => {
        beat().catch((error: unknown) => log.debug({ err: error }, "catalog.beat-failed"));
        keepBeating();
      })
      .unref();
  }

  const subscription = deps.feed.subscribe(["catalog"], {
    apply: lookQuietly,
    flush: lookQuietly,
  });
  lookQuietly();
  schedule();
  keepBeating();

  return {
    ready: () => first.promise,
    current: () => serving,
    lookNow,
    async [Symbol.asyncDispose]() {
      isClosed = true;
      boot.cancel();
      next?.cancel();
      heart?.cancel();
      for (const timer of graces) timer.cancel();
      subscription();
      await (queued ?? running)?.catch(() => undefined);
      serving?.index[Symbol.dispose]();
    },
  };
}

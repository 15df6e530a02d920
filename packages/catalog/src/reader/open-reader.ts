import { recordSchema } from "@homeport/catalog-format";
import type { Feed } from "@homeport/coordination";
import type { Db } from "@homeport/db";
import { backoffMs, type Clock, type Log, type Random, type Timer } from "@homeport/platform";
import { CatalogError } from "../errors.ts";
import type { SearchIndex } from "../search/search-index.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";
import type { CachePlace } from "./cache-files.ts";
import { createContact } from "./contact.ts";
import { createGrace } from "./grace.ts";
import { createLoader, type Loaded, type LoadStep } from "./loader.ts";
import {
  type AcceptedHead,
  countChanged,
  isKnown,
  putReplica,
  type ReplicaRow,
  readHead,
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
  /** Where this replica keeps what it has loaded, so that it begins with it the next time. */
  readonly cache?: CachePlace;
  /** For tests: throws where a load is to fail. */
  readonly onStep?: (step: LoadStep) => void;
}

export interface ReaderEvents {
  applied(input: { generation: number; entries: number; tookMs: number }): void;
  refused(input: { generation: number; code: string; error: unknown }): void;
}

/** A generation as it is served: whoever takes it once answers from it alone. */
export interface ServedCatalog {
  readonly snapshot: Snapshot;
  readonly index: Pick<SearchIndex, "match">;
  /** The files of one of its versions as JSON, where this replica has them. */
  readFiles(versionId: number): string | null;
}

/** What a web replica serves of the catalog. */
export interface CatalogReader extends AsyncDisposable {
  /** The first look is over, whatever it found. */
  ready(): Promise<void>;
  /** The generation served now, or null where there is none. */
  current(): ServedCatalog | null;
  /** Since when nothing new of the repository could come here; null while it can. */
  silentSince(): Date | null;
  /** Looks whether there is a newer generation, and serves it when it comes back. */
  lookNow(): Promise<void>;
}

const lookEveryMs = 15_000;
const bootWaitMs = 30_000;
const heartbeatEveryMs = 10_000;
const supersedeGraceMs = 60_000;
const retryWaits = { baseMs: 1_000, maxMs: 60_000 };
/** A change of more than this share of all records is no change but another catalog. */
const fullLoadShare = 0.2;

/**
 * Follows the accepted generation.
 *
 * nothing ──own file, or the mirror──▶ serving N ──hint, or a look each 15 s──▶ the next one is built aside ──▶ serving N + 1
 *                                          └── it cannot be built ──▶ refused, serving N; tried again after 1 s, 2 s … 60 s
 *
 * A replica begins with what its own file holds, and asks then: where Postgres does not answer, it serves that. A generation that the
 * mirror does not know (another history, or a store that was brought back from a backup) is given up for a full load. Looks follow one
 * another and lead forward only. The index holds the rows of what is to come before the snapshot maps them, and those of
 * what has gone a minute longer: a request that began before the change finds all that its snapshot maps.
 */
export function openCatalogReader(deps: ReaderDeps): CatalogReader {
  const { db, clock, random, events, log } = deps;
  let serving: (ServedCatalog & { readonly loaded: Loaded }) | null = null;
  let isOpened = false;
  let failures = 0;
  let said: Pick<ReplicaRow, "state" | "wantedGeneration" | "errorCode" | "error" | "applyMs"> = {
    state: "starting",
  };
  let running: Promise<void> | null = null;
  let queued: Promise<void> | null = null;
  let isClosed = false;
  const grace = createGrace(clock, supersedeGraceMs);
  const loader = createLoader({
    ...{ db, log, later: grace.later },
    ...{ place: deps.cache, onStep: deps.onStep },
  });
  const startedAt = new Date(clock.nowMs());
  const contact = createContact(clock);
  const first = Promise.withResolvers<void>();
  const boot = clock.after(bootWaitMs, () => first.resolve()).unref();

  async function look(): Promise<void> {
    if (!isOpened) await beginWithKept();
    const found = await readHead(db.orm);
    contact.heard(found?.repository ?? null);
    if (found === null) {
      said = { ...said, state: serving === null ? "degraded" : "ready" };
      return;
    }
    const { head } = found;
    const before = serving?.loaded ?? null;
    if (before !== null && isSame(before.snapshot, head)) {
      said = { ...said, state: "ready", wantedGeneration: null, errorCode: null, error: null };
      return;
    }
    said = { ...said, state: "applying", wantedGeneration: head.generation };
    const startedAtMs = clock.monotonicMs();
    try {
      const next = await build(before, head);
      serve(next);
      failures = 0;
      const applyMs = Math.round(clock.monotonicMs() - startedAtMs);
      said = { state: "ready", wantedGeneration: null, errorCode: null, error: null, applyMs };
      const { generation, entries } = next.snapshot;
      events.applied({ generation, entries: entries.size, tookMs: applyMs });
    } catch (error) {
      refuse(head, error);
      throw error;
    } finally {
      await beatQuietly();
    }
  }

  /** What is served from this replica's own file is as much applied as what comes from the mirror. */
  async function beginWithKept(): Promise<void> {
    const startedAtMs = clock.monotonicMs();
    const kept = await loader.openKept();
    isOpened = true;
    if (kept === null) return;
    serve(kept);
    const { generation, entries } = kept.snapshot;
    const tookMs = Math.round(clock.monotonicMs() - startedAtMs);
    events.applied({ generation, entries: entries.size, tookMs });
  }

  function serve(loaded: Loaded | null): void {
    if (loaded === null) return;
    const { snapshot, cache } = loaded;
    serving = { loaded, snapshot, index: cache.index, readFiles: cache.readFiles };
  }

  async function build(before: Loaded | null, head: AcceptedHead): Promise<Loaded> {
    if (head.recordSchema > recordSchema) throw new CatalogError("CATALOG_SCHEMA_TOO_NEW");
    if (before === null) return loader.loadAll(head, null);
    const { lineage, generation, entries } = before.snapshot;
    const isOurs = lineage === head.lineage && (await isKnown(db.orm, before.snapshot));
    if (!isOurs) return loader.loadAll(head, before);
    if (generation >= head.generation) return before;
    const span = { after: generation, until: head.generation };
    const isOther = (await countChanged(db.orm, span)) > entries.size * fullLoadShare + 10;
    return isOther ? loader.loadAll(head, before) : loader.loadChange(before, head);
  }

  function refuse(head: AcceptedHead, error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    const code = error instanceof CatalogError ? error.code : "CATALOG_APPLY_FAILED";
    said = { ...said, state: "refused", errorCode: code, error: text };
    events.refused({ generation: head.generation, code, error });
    retry?.cancel();
    if (!isClosed)
      retry = clock.after(backoffMs(failures, retryWaits, random), lookQuietly).unref();
    failures += 1;
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

  /** Nothing hangs on it: the next one is never far. */
  function beatQuietly(): Promise<void> {
    return beat().catch((error: unknown) => log.debug({ err: error }, "catalog.beat-failed"));
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

  let retry: Timer | undefined;
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
        void beatQuietly();
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
    silentSince: contact.silentSince,
    lookNow,
    async [Symbol.asyncDispose]() {
      isClosed = true;
      boot.cancel();
      next?.cancel();
      retry?.cancel();
      heart?.cancel();
      grace[Symbol.dispose]();
      subscription();
      await (queued ?? running)?.catch(() => undefined);
      serving?.loaded.cache[Symbol.dispose]();
    },
  };
}

function isSame(snapshot: Snapshot, head: AcceptedHead): boolean {
  return (
    snapshot.lineage === head.lineage &&
    snapshot.generation === head.generation &&
    snapshot.commit === head.commit
  );
}

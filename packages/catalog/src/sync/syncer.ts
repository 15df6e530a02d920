import {
  createCatalogState,
  factsOf,
  type LeanRecord,
  validatorVersion,
} from "@homeport/catalog-format";
import { type LeaseScope, noteChange, withLease } from "@homeport/coordination";
import type { Tx } from "@homeport/db";
import { backoffMs, isHomeportError, newId } from "@homeport/platform";
import type { CatalogSyncDeps } from "../context.ts";
import { CatalogError } from "../errors.ts";
import { acceptGeneration } from "../generations/accept-generation.ts";
import {
  findRejection,
  insertSync,
  isSyncDue,
  putOff,
  putRejection,
  readAddedAt,
  readCurrentLean,
  readGeneration,
  readSource,
  resolveRejections,
  type SourceRow,
  updateSource,
} from "../store.ts";
import { findAcceptable } from "./find-acceptable.ts";
import { type Accepted, dateVersions, type Judgement } from "./judge-commit.ts";
import type { SyncOutcome } from "./outcome.ts";
import { collectDates, type RecordDates } from "./record-dates.ts";

export interface Syncer {
  /**
   * Looks at the remote until nobody wants a look any more, as the only one in the whole fleet. Answers at once where another
   * replica does so already: that one sees what was wanted before it lets go, or the next look does.
   */
  sync(signal: AbortSignal): Promise<void>;
}

const leaseName = "catalog.sync";
const leaseMs = 10_000;
const problemsKept = 100;
const commitsKept = 50_000;
const waits = { baseMs: 1_000, maxMs: 60_000 };

interface Held {
  readonly generation: number;
  readonly accepted: Accepted;
}

/**
 * Brings the catalog's repository into the mirror.
 *
 * wanted ──take the lease──▶ fetch ──tip is what was accepted──▶ in-sync
 *                              ├── paused, or another history ──▶ paused, held: what is served stays
 *                              ├── good tip ──▶ a new generation
 *                              ├── bad tip ──▶ the newest good commit below it, or rejected
 *                              └── no answer ──▶ failed: wanted again, later
 *
 * The accepted records' facts are kept between looks; whoever finds another generation accepted reads them anew.
 */
export function createSyncer(deps: CatalogSyncDeps): Syncer {
  const { repository, clock, db, events } = deps;
  let held: Held | null = null;

  async function readHeld(source: SourceRow): Promise<Held | null> {
    const generation = source.acceptedGeneration;
    if (generation === null) return null;
    if (held?.generation === generation) return held;
    const row = await readGeneration(db.orm, generation);
    const lean = await readCurrentLean(db.orm);
    const state = createCatalogState(lean.map((one) => factsOf(one as LeanRecord)));
    return { generation, accepted: { commit: row.commitId, state } };
  }

  async function look(scope: LeaseScope<Tx>, source: SourceRow): Promise<void> {
    const startedAt = new Date(clock.nowMs());
    try {
      const tip = await repository.fetch(scope.signal);
      const outcome = await takeOver(scope, source, tip, startedAt);
      const tookMs = clock.nowMs() - startedAt.getTime();
      events.synced({ trigger: source.wantedBy, outcome, tookMs });
    } catch (error) {
      scope.signal.throwIfAborted();
      if (!isHomeportError(error) || error.code === "CATALOG_FENCED") throw error;
      await fail(scope, source, startedAt, error.code);
      events.fetchFailed({ code: error.code, error });
    }
  }

  async function takeOver(
    scope: LeaseScope<Tx>,
    source: SourceRow,
    tip: string,
    startedAt: Date,
  ): Promise<SyncOutcome> {
    held = await readHeld(source);
    const accepted = held?.accepted ?? null;
    const done = { source, tip, startedAt };
    if (accepted?.commit === tip) return finish(scope, done, "in-sync", { mode: modeAt(source) });
    if (source.mode === "paused") return finish(scope, done, "paused", { pausedTip: tip });
    if (accepted !== null && !(await repository.isAncestor(accepted.commit, tip))) {
      if (source.heldTip !== tip) events.held({ tip });
      return finish(scope, done, "held", { mode: "held", heldTip: tip });
    }
    if ((await findRejection(db.orm, tip, validatorVersion)) !== null) {
      return finish(scope, done, "rejected", {});
    }
    const { tip: judgedTip, acceptable } = await findAcceptable(
      repository,
      accepted,
      tip,
      scope.signal,
    );
    if (judgedTip !== acceptable) reject(judgedTip);
    if (acceptable === null) {
      return finish(scope, done, "rejected", {}, (tx) => keepRejection(tx, judgedTip));
    }
    return accept(scope, done, acceptable, judgedTip);
  }

  async function accept(
    scope: LeaseScope<Tx>,
    done: Done,
    judged: Judgement,
    tip: Judgement,
  ): Promise<SyncOutcome> {
    const before = held;
    const after = before?.accepted.commit ?? null;
    const tree = await repository.treeOf(judged.commit);
    const commits = await repository.reachable(after, judged.commit, commitsKept);
    const versions = dateVersions(judged.versions, await datesOf(after, judged));
    const outcome = judged === tip ? "fast-forwarded" : "fast-forwarded-partly";
    let generation = 0;
    await finish(scope, done, outcome, { mode: "following", heldTip: null }, async (tx) => {
      generation = await acceptGeneration(tx, scope.fence, {
        commit: judged.commit,
        tree,
        origin: "sync",
        parent: before?.generation ?? null,
        versions,
        removed: judged.removed,
        commits,
      });
      await resolveRejections(tx, generation);
      if (judged !== tip) await keepRejection(tx, tip);
      await noteChange(db.within(tx), "catalog", String(generation));
      return generation;
    });
    held = { generation, accepted: { commit: judged.commit, state: judged.verdict.accept() } };
    await deps.feed.announce("catalog", String(generation));
    events.accepted({ generation, commit: judged.commit, changed: versions.length });
    return outcome;
  }

  /** One transaction for everything that a look has found. */
  async function finish(
    scope: LeaseScope<Tx>,
    { source, tip, startedAt }: Done,
    outcome: SyncOutcome,
    change: Parameters<typeof updateSource>[2],
    within?: (tx: Tx) => Promise<number | undefined>,
  ): Promise<SyncOutcome> {
    await scope.write(async (tx) => {
      const generation = await within?.(tx);
      const checked = { tipCommit: tip, checkedAt: new Date(clock.nowMs()), lastErrorCode: null };
      const settled = { ...checked, doneSeq: source.wantedSeq, failures: 0, nextTryAt: null };
      if (!(await updateSource(tx, scope.fence, { ...settled, ...change }))) {
        throw new CatalogError("CATALOG_FENCED");
      }
      if (source.wantedBy === "poll" && outcome === "in-sync") return;
      await insertSync(tx, {
        seqThrough: source.wantedSeq,
        trigger: source.wantedBy,
        outcome,
        fromGeneration: source.acceptedGeneration,
        toGeneration: generation ?? null,
        tipCommit: tip,
        startedAt,
      });
    });
    return outcome;
  }

  async function fail(
    scope: LeaseScope<Tx>,
    source: SourceRow,
    startedAt: Date,
    code: string,
  ): Promise<void> {
    const failures = source.failures + 1;
    const waitMs = backoffMs(failures - 1, waits, deps.random);
    await scope.write(async (tx) => {
      if (!(await putOff(tx, scope.fence, { code, failures, waitMs }))) {
        throw new CatalogError("CATALOG_FENCED");
      }
      await insertSync(tx, {
        seqThrough: source.wantedSeq,
        trigger: source.wantedBy,
        outcome: "failed",
        fromGeneration: source.acceptedGeneration,
        errorCode: code,
        startedAt,
      });
    });
  }

  async function datesOf(
    after: string | null,
    { commit, versions }: Judgement,
  ): Promise<Map<string, RecordDates>> {
    const slugs = versions.filter(({ kind }) => kind === "entry").map(({ key }) => key);
    const before = after === null ? new Map<string, Date>() : await readAddedAt(db.orm, slugs);
    const addedAt = (name: string) => before.get(name.replace(/^entry /, ""));
    return collectDates(repository.history(after, commit), addedAt, new Date(clock.nowMs()));
  }

  function reject({ commit, verdict }: Judgement): void {
    const [first] = verdict.problems;
    events.rejected({
      tip: commit,
      problemCount: verdict.problemCount,
      first: first === undefined ? "" : `${first.path}: ${first.rule}`,
    });
  }

  return {
    async sync(signal) {
      while (await isSyncDue(db.orm)) {
        const outcome = await withLease(
          deps,
          { name: leaseName, ttlMs: leaseMs, signal },
          async (scope) => {
            await repository.prepare(scope.signal);
            for (;;) {
              const source = (await isSyncDue(db.orm)) ? await readSource(db.orm) : null;
              if (source === null) return;
              await look(scope, source);
            }
          },
        );
        if (!outcome.held) return;
      }
    },
  };
}

interface Done {
  readonly source: SourceRow;
  readonly tip: string;
  readonly startedAt: Date;
}

/** A history that came back to what was accepted is held no longer. */
function modeAt(source: SourceRow): SourceRow["mode"] {
  return source.mode === "held" ? "following" : source.mode;
}

async function keepRejection(tx: Tx, { commit, verdict }: Judgement): Promise<undefined> {
  await putRejection(tx, {
    id: newId(),
    tipCommit: commit,
    validatorVersion,
    problemCount: verdict.problemCount,
    problems: verdict.problems.slice(0, problemsKept),
  });
}

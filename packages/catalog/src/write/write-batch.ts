import type { LeaseScope } from "@homeport/coordination";
import type { Tx } from "@homeport/db";
import { backoffMs, isHomeportError } from "@homeport/platform";
import type { PushOutcome } from "../git/push-outcome.ts";
import {
  endOperations,
  listDue,
  markCommitted,
  markPushed,
  type Operation,
  type OperationEnd,
  postpone,
  requeue,
} from "../operations/store.ts";
import { readSource, type SourceRow } from "../store.ts";
import type { Held } from "../sync/held-state.ts";
import type { LookDeps } from "../sync/look.ts";
import { lookAtRemote } from "../sync/look-at-remote.ts";
import { requireStanding } from "../sync/overtaken.ts";
import { acceptWritten } from "./accept-written.ts";
import { importCommits } from "./import-commits.ts";
import { planBatch } from "./plan-batch.ts";

const companyMs = 25;
const maxBatch = 50;
const pushAttempts = 5;
const jitterMs = 200;
const waits = { baseMs: 1_000, maxMs: 60_000 };

/** What became of one try to push. `alone`: the remote refuses something of several, and each has to be tried by itself. */
type Try = "done" | "behind" | "alone";

/**
 * Commits and pushes changes that wait, 50 at most. Before the push each of them says under which commit it goes: whoever finds one in that
 * state afterwards looks first whether the branch has it. A push that comes too late is tried again on what is there now, five times; then,
 * and where the remote does not answer, the changes wait. A change that others of the same batch stand in the way of ends after their push:
 * where that is refused, nothing stands in its way.
 */
export async function writeBatch(
  deps: LookDeps,
  scope: LeaseScope<Tx>,
  source: SourceRow,
): Promise<void> {
  const { db, clock, random } = deps;
  await clock.sleep(companyMs, scope.signal);
  if (!(await isPrepared(deps, scope, source))) return;
  let most = maxBatch;
  for (let attempt = 0; attempt < pushAttempts; attempt++) {
    const now = attempt === 0 ? source : await readSource(db.orm);
    const held = now === null ? null : await deps.held.read(now);
    if (now === null || held === null || now.mode !== "following" || now.tipCommit === null) return;
    const batch = await listDue(db.orm, most);
    if (batch.length === 0) return;
    const came = await tryBatch(deps, scope, { source: now, tip: now.tipCommit, held, batch });
    // Whoever waits for one of these changes looks now; nobody who waits for a later look is disturbed.
    await deps.feed.announce("catalog.sync", String(now.doneSeq));
    if (came === "done") return;
    if (came === "alone") {
      most = 1;
      continue;
    }
    await clock.sleep(random.number() * jitterMs, scope.signal);
    if ((await lookAgain(deps, scope)) === "failed") return putOff(deps, scope, null);
  }
  await putOff(deps, scope, null);
}

/** Whether the branch's newest commit is here, and nothing is left of somebody who died while pushing. */
async function isPrepared(
  deps: LookDeps,
  scope: LeaseScope<Tx>,
  { tipCommit }: SourceRow,
): Promise<boolean> {
  const begun = (await listDue(deps.db.orm, maxBatch)).filter(({ state }) => state !== "queued");
  const isHere = tipCommit !== null && (await deps.repository.has(tipCommit));
  if (begun.length === 0 && isHere) return true;
  if ((await lookAgain(deps, scope)) === "failed") {
    await putOff(deps, scope, null);
    return false;
  }
  // Those that the branch has are live now, and no longer open.
  const ids = begun.map(({ id }) => id);
  await scope.write((tx) => requeue(tx, ids, { waitMs: 0, errorCode: null }));
  return false;
}

async function lookAgain(deps: LookDeps, scope: LeaseScope<Tx>) {
  const source = await readSource(deps.db.orm);
  if (source === null) return "failed";
  const isAsked = source.wantedSeq > source.doneSeq;
  return lookAtRemote(deps, scope, isAsked ? source : { ...source, wantedBy: "write" });
}

export interface Batch {
  readonly source: SourceRow;
  readonly tip: string;
  readonly held: Held;
  readonly batch: readonly Operation[];
}

async function tryBatch(deps: LookDeps, scope: LeaseScope<Tx>, input: Batch): Promise<Try> {
  const { held, tip, batch } = input;
  const { repository } = deps;
  const plan = await planBatch(repository, held.accepted, tip, batch, scope.signal);
  await end(deps, scope, batch, plan.ends);
  await deps.pauseAt?.("planned");
  if (plan.commits.length === 0) return "done";
  const commits = await importCommits(deps, tip, plan.commits, scope.signal);
  await scope.write(async (tx) => {
    await requireStanding(tx, input.source);
    await markCommitted(tx, commits);
  });
  await deps.pauseAt?.("committed");
  const head = commits.at(-1)?.commit ?? tip;
  const pushed = await push(deps, scope, head);
  const ids = commits.map(({ id }) => id);
  switch (pushed.is) {
    case "away":
      plan.undo();
      await putOff(deps, scope, pushed.code);
      return "done";
    case "behind":
      plan.undo();
      await scope.write((tx) => requeue(tx, ids, { waitMs: 0, errorCode: null }));
      return "behind";
    case "refused":
      plan.undo();
      await scope.write((tx) => requeue(tx, ids, { waitMs: 0, errorCode: null }));
      if (ids.length > 1) return "alone";
      await end(deps, scope, batch, [refusedByRemote(ids[0] ?? "", pushed.said)]);
      return "done";
    case "pushed":
      await deps.pauseAt?.("pushed");
      await scope.write((tx) => markPushed(tx, ids));
      await end(deps, scope, batch, plan.laterEnds);
      await acceptWritten(deps, scope, { ...input, plan, commits, head });
      return "done";
  }
}

type Pushed = PushOutcome | { readonly is: "away"; readonly code: string };

async function push(
  { repository, events }: LookDeps,
  scope: LeaseScope<Tx>,
  head: string,
): Promise<Pushed> {
  try {
    return await repository.push(head, scope.signal);
  } catch (error) {
    scope.signal.throwIfAborted();
    if (!isHomeportError(error)) throw error;
    events.fetchFailed({ code: error.code, error });
    return { is: "away", code: error.code };
  }
}

function refusedByRemote(id: string, said: string): OperationEnd {
  const refusal = { files: [], problems: [], said };
  return { id, state: "refused", errorCode: "CATALOG_PUSH_REFUSED", refusal };
}

async function end(
  { clock, events }: LookDeps,
  scope: LeaseScope<Tx>,
  batch: readonly Operation[],
  ends: readonly OperationEnd[],
): Promise<void> {
  if (ends.length === 0) return;
  await scope.write((tx) => endOperations(tx, ends));
  for (const { id, state, errorCode } of ends) {
    const createdAt = batch.find((one) => one.id === id)?.createdAt ?? new Date(clock.nowMs());
    const waitedMs = clock.nowMs() - createdAt.getTime();
    events.operationFinished({ operationId: id, state, code: errorCode, waitedMs });
  }
}

/** All that waits goes on waiting: the remote does not answer, or others push faster than this. */
async function putOff(
  { db, random }: LookDeps,
  scope: LeaseScope<Tx>,
  errorCode: string | null,
): Promise<void> {
  const due = await listDue(db.orm, maxBatch);
  const attempts = Math.max(0, ...due.map((one) => one.attempts));
  const waitMs = backoffMs(Math.min(attempts, 6), waits, random);
  const ids = due.filter(({ state }) => state === "queued").map(({ id }) => id);
  const begun = due.filter(({ state }) => state !== "queued").map(({ id }) => id);
  await scope.write(async (tx) => {
    await requeue(tx, ids, { waitMs, errorCode });
    await postpone(tx, begun, waitMs);
  });
}

import { type LeaseScope, noteChange } from "@homeport/coordination";
import type { Tx } from "@homeport/db";
import { CatalogError } from "../errors.ts";
import { acceptGeneration } from "../generations/accept-generation.ts";
import { keepQuarantine } from "../generations/keep-quarantine.ts";
import { markLive } from "../operations/store.ts";
import { insertSync, resolveRejections, updateSource } from "../store.ts";
import { datesOf } from "../sync/dates-of.ts";
import { dateVersions } from "../sync/judge-commit.ts";
import type { LookDeps } from "../sync/look.ts";
import { requireStanding } from "../sync/overtaken.ts";
import { commitsKept } from "../sync/take-judged.ts";
import type { Plan } from "./plan-batch.ts";
import type { Batch } from "./write-batch.ts";

export interface Written extends Batch {
  readonly plan: Plan;
  readonly commits: readonly { readonly id: string; readonly commit: string }[];
  readonly head: string;
}

/** Accepts what was pushed as the next generation; the changes are live with it. */
export async function acceptWritten(
  deps: LookDeps,
  scope: LeaseScope<Tx>,
  { source, held, batch, plan, commits, head }: Written,
): Promise<void> {
  const { repository, db, clock, events } = deps;
  const startedAt = new Date(clock.nowMs());
  const before = held.accepted.commit;
  const tree = await repository.treeOf(head);
  const reached = await repository.reachable(before, head, commitsKept);
  const dates = await datesOf(deps, before, { commit: head, versions: plan.versions });
  const versions = dateVersions(plan.versions, dates);
  const actors = new Set(batch.map(({ actorId }) => actorId));
  const [actorId = null] = actors.size === 1 ? actors : [];
  const reason = batch.length === 1 ? (batch[0]?.reason ?? null) : null;
  let generation = 0;
  await scope.write(async (tx) => {
    await requireStanding(tx, source);
    generation = await acceptGeneration(db, tx, scope.fence, {
      ...{ commit: head, tree, origin: "write", parent: held.generation },
      ...{ versions, removed: plan.removed, commits: reached, actorId, reason },
    });
    const { removed } = plan;
    await keepQuarantine(tx, generation, { versions, removed, quarantined: [] });
    await markLive(tx, generation, new Map(commits.map(({ id, commit }) => [id, commit])));
    await resolveRejections(tx, generation);
    const checkedAt = new Date(clock.nowMs());
    const seen = { tipCommit: head, checkedAt, lastErrorCode: null };
    if (!(await updateSource(tx, scope.fence, seen))) throw new CatalogError("CATALOG_FENCED");
    await insertSync(tx, {
      ...{ seqThrough: source.doneSeq, trigger: "write" as const, outcome: "fast-forwarded" },
      ...{ fromGeneration: held.generation, toGeneration: generation, tipCommit: head, startedAt },
    });
    await noteChange(db.within(tx), "catalog", String(generation));
  });
  deps.held.keep({ generation, accepted: { commit: head, state: held.accepted.state } });
  await deps.feed.announce("catalog", String(generation));
  events.accepted({ generation, commit: head, changed: versions.length });
  for (const { id } of commits) {
    const createdAt = batch.find((one) => one.id === id)?.createdAt ?? startedAt;
    const waitedMs = clock.nowMs() - createdAt.getTime();
    events.operationFinished({ operationId: id, state: "live", code: null, waitedMs });
  }
}

import { noteChange } from "@homeport/coordination";
import { acceptGeneration, type NewGeneration } from "../generations/accept-generation.ts";
import { keepQuarantine } from "../generations/keep-quarantine.ts";
import { operationTrailer } from "../operations/commit-message.ts";
import { listOpen, markLive } from "../operations/store.ts";
import { resolveRejections } from "../store.ts";
import { datesOf } from "./dates-of.ts";
import { endLook } from "./end-look.ts";
import type { Held } from "./held-state.ts";
import { dateVersions, type Judgement } from "./judge-commit.ts";
import type { Look } from "./look.ts";
import type { SyncOutcome } from "./outcome.ts";

export interface Taken {
  readonly judged: Judgement;
  readonly origin: NewGeneration["origin"];
  /** The tip, where it has problems and a commit below it is taken. */
  readonly rejected: Judgement | null;
}

export const commitsKept = 50_000;

/** Accepts a commit that follows what is accepted, as the next generation. */
export async function takeJudged(
  look: Look,
  before: Held | null,
  { judged, origin, rejected }: Taken,
): Promise<SyncOutcome> {
  const { deps, scope } = look;
  const { repository, db } = deps;
  const after = before?.accepted.commit ?? null;
  const tree = await repository.treeOf(judged.commit);
  const commits = await repository.reachable(after, judged.commit, commitsKept);
  const arrived = await findArrived(look, after, judged.commit);
  const versions = dateVersions(judged.versions, await datesOf(deps, after, judged));
  const outcome = rejected === null ? "fast-forwarded" : "fast-forwarded-partly";
  await deps.pauseAt?.("judged");
  let generation = 0;
  await endLook(look, {
    ...{ outcome, rejected, change: { mode: "following", heldTip: null, pausedTip: null } },
    async within(tx) {
      generation = await acceptGeneration(db, tx, scope.fence, {
        ...{ commit: judged.commit, tree, origin, parent: before?.generation ?? null },
        ...{ versions, removed: judged.removed, commits },
      });
      await keepQuarantine(tx, generation, { ...judged, versions });
      await markLive(tx, generation, new Map(arrived.map(({ id, commit }) => [id, commit])));
      await resolveRejections(tx, generation);
      await noteChange(db.within(tx), "catalog", String(generation));
      return generation;
    },
  });
  await deps.pauseAt?.("accepted");
  deps.held.keep({
    generation,
    accepted: { commit: judged.commit, state: judged.verdict.accept() },
  });
  await deps.feed.announce("catalog", String(generation));
  deps.events.accepted({ generation, commit: judged.commit, changed: versions.length });
  for (const { id, askedAt } of arrived) {
    const waitedMs = deps.clock.nowMs() - askedAt.getTime();
    deps.events.operationFinished({ operationId: id, state: "live", code: null, waitedMs });
  }
  return outcome;
}

/**
 * Changes from the console among the commits that are new: whoever pushed them has died before saying so, or is about to. They are in the
 * branch, and not to be committed again.
 */
async function findArrived(
  { deps }: Look,
  after: string | null,
  commit: string,
): Promise<{ readonly id: string; readonly commit: string; readonly askedAt: Date }[]> {
  if (after === null) return [];
  const open = await listOpen(deps.db.orm);
  if (open.size === 0) return [];
  const found = await deps.repository.trailers(operationTrailer, after, commit);
  return [...found].flatMap(([id, by]) => {
    const askedAt = open.get(id);
    return askedAt === undefined ? [] : [{ id, commit: by, askedAt }];
  });
}

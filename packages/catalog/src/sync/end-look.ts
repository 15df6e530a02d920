import { validatorVersion } from "@homeport/catalog-format";
import type { Tx } from "@homeport/db";
import { newId } from "@homeport/platform";
import { CatalogError } from "../errors.ts";
import { insertSync, putRejection, updateSource } from "../store.ts";
import type { Judgement } from "./judge-commit.ts";
import type { Look } from "./look.ts";
import type { SyncOutcome } from "./outcome.ts";
import { requireStanding } from "./overtaken.ts";

/** What a look has come to. */
export interface Ending {
  readonly outcome: SyncOutcome;
  readonly change: Parameters<typeof updateSource>[2];
  /** The tip, where it has problems. */
  readonly rejected: Judgement | null;
  /** What else belongs into the same transaction; answers the new generation, if there is one. */
  readonly within?: (tx: Tx) => Promise<number | null>;
}

const problemsKept = 100;

/**
 * Writes everything that a look has found in one transaction. Throws `Overtaken`, with nothing written, where the catalog does not stand any
 * more as it did when the look began: a fetch takes up to a minute, and what an operator does meanwhile is not undone by it.
 */
export async function endLook(look: Look, ending: Ending): Promise<SyncOutcome> {
  const { deps, scope, source, tip, startedAt } = look;
  const { outcome, change, rejected, within } = ending;
  await scope.write(async (tx) => {
    await requireStanding(tx, source);
    const generation = (await within?.(tx)) ?? null;
    if (rejected !== null) await keepRejection(tx, rejected);
    const checked = {
      tipCommit: tip,
      checkedAt: new Date(deps.clock.nowMs()),
      lastErrorCode: null,
    };
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
      toGeneration: generation,
      tipCommit: tip,
      startedAt,
    });
  });
  return outcome;
}

async function keepRejection(tx: Tx, { commit, verdict }: Judgement): Promise<void> {
  await putRejection(tx, {
    id: newId(),
    tipCommit: commit,
    validatorVersion,
    problemCount: verdict.problemCount,
    problems: verdict.problems.slice(0, problemsKept),
  });
}

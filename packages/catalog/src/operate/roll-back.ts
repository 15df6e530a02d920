import { recordSchema } from "@homeport/catalog-format";
import { noteChange } from "@homeport/coordination";
import { actorId } from "@homeport/platform";
import { z } from "zod";
import { CatalogError } from "../errors.ts";
import { reasonInput } from "../operations/reason.ts";
import { restoreQuarantine } from "../quarantine/store.ts";
import {
  clearCommits,
  findGeneration,
  insertCommits,
  insertGeneration,
  lockAccepted,
  updateSource,
} from "../store.ts";
import { catalogTarget, type OperateContext } from "./context.ts";
import { requireView } from "./require-view.ts";
import { readRetainedSince } from "./retained.ts";
import { lockSource, restoreVersions } from "./store.ts";

export const rollBackInput = z.strictObject({
  generation: z.int().positive(),
  expectedGeneration: z.int().positive(),
  reason: reasonInput,
});

/**
 * Serves an earlier generation again, as a new one, and stays there: commits that arrive are noted and not taken over until somebody has
 * the catalog follow its branch again. git is not touched. Throws CATALOG_STALE_VIEW, also for a generation that is no longer kept.
 */
export async function rollBackCatalog(
  ctx: OperateContext,
  { generation, expectedGeneration, reason }: z.infer<typeof rollBackInput>,
): Promise<{ readonly generation: number }> {
  const act = {
    ...{ action: "catalog.rollback", target: catalogTarget },
    detail: { to: generation, from: expectedGeneration, reason },
  };
  return ctx.db.write(ctx, act, async (tx, scope) => {
    const source = requireView(await lockSource(tx), expectedGeneration);
    const target = await findGeneration(tx, generation);
    const isKept = generation >= (await readRetainedSince(tx));
    if (target === null || !isKept || generation >= expectedGeneration) {
      throw new CatalogError("CATALOG_STALE_VIEW", {
        publicMessage: "That generation is not kept any more, or is the one that is served.",
      });
    }
    const next = (await lockAccepted(tx)).newest + 1;
    const counts = await restoreVersions(tx, generation, next);
    await insertGeneration(tx, {
      ...{ generation: next, commitId: target.commitId, treeId: target.treeId, recordSchema },
      ...{ parentGeneration: expectedGeneration, origin: "rollback" as const, ...counts },
      ...{ fence: source.fence, actorId: actorId(ctx.actor), reason },
    });
    // What the old commit reaches is told by git at the next look; until then a commit that is missing here only costs that look.
    await clearCommits(tx, generation);
    await insertCommits(tx, next, [target.commitId]);
    await restoreQuarantine(tx, generation, next);
    const change = {
      acceptedGeneration: next,
      mode: "paused",
      pausedTip: source.tipCommit,
    } as const;
    await updateSource(tx, BigInt(source.fence), change);
    await noteChange(ctx.db.within(tx), "catalog", String(next));
    scope.commit(() => ctx.feed.announce("catalog", String(next)));
    return { generation: next };
  });
}

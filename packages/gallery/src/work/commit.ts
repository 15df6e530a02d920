import type { Tx } from "@homeport/db";
import type { GalleryDeps } from "../context.ts";
import { refreshReach } from "../image/refresh-reach.ts";
import type { PhotoFacts } from "../metadata/photo-facts.ts";
import { refreshMetadata } from "../metadata/refresh.ts";
import { tellOf } from "../news/tell.ts";
import { doneRecipeOf } from "../recipe/lanes.ts";
import { queueDeletions } from "../storage/store.ts";
import { settleParts } from "../task/part-store.ts";
import { settleRun } from "../task/settle.ts";
import type { Claim } from "./claim.ts";
import {
  type NewVariant,
  type Pixels,
  setPixels,
  setReady,
  upsertVariants,
  wantsAvif,
} from "./result-store.ts";
import { endHold, insertDueWork } from "./store.ts";
import type { WorkKey } from "./work-key.ts";

/** What a worker made of a photo. */
export type WorkResult =
  | {
      readonly kind: "ingest";
      readonly pixels: Pixels;
      readonly facts: PhotoFacts;
      readonly variants: readonly NewVariant[];
      /** Whether larger renditions are still to be made. */
      readonly isComplete: boolean;
    }
  | { readonly kind: "ladder" | "avif" | "clean"; readonly variants: readonly NewVariant[] }
  /** What the file says, read anew. */
  | { readonly kind: "metadata"; readonly facts: PhotoFacts; readonly variants: readonly [] };

/**
 * Writes what was made, in one transaction that first proves that the row is still this worker's; false, with nothing
 * written, when it is not: a worker that was frozen and woke up changes nothing.
 */
export async function commitWork(
  deps: GalleryDeps,
  claim: Claim,
  result: WorkResult,
  cpuMs: number,
): Promise<boolean> {
  const { imageId, organizationId } = claim;
  const recipe = doneRecipeOf(claim, deps);
  try {
    await deps.db.system("gallery.commit", async (tx, after) => {
      if (!(await endHold(tx, claim, { recipe, cpuMs }))) throw new Superseded();
      const made = { imageId, organizationId, kind: variantKinds[result.kind], recipe };
      await upsertVariants(tx, made, result.variants);
      const next = await writeResult(tx, claim, result, deps);
      await refreshReach(tx, [imageId], deps.random);
      const runs = await settleParts(tx, imageId);
      after.commit(() => tell(deps, imageId, result));
      after.commit(() => deps.wakeWork(next));
      after.commit(() => tellOf(deps, organizationId, "gallery.image"));
      after.commit(async () => {
        for (const runId of runs) await settleRun(deps, runId);
      });
    });
    return true;
  } catch (error) {
    if (!(error instanceof Superseded)) throw error;
    await dropResult(deps, claim, result);
    return false;
  }
}

/** As what a kind of work is kept. What reads metadata makes none. */
const variantKinds = {
  ingest: "webp",
  ladder: "webp",
  avif: "avif",
  clean: "clean",
  metadata: "webp",
} as const satisfies Record<WorkResult["kind"], string>;

class Superseded extends Error {}

function tell(deps: GalleryDeps, imageId: string, result: WorkResult): void {
  if (result.kind === "ingest") deps.events.imageViewable(imageId);
  const isReady = result.kind === "ladder" || (result.kind === "ingest" && result.isComplete);
  if (isReady) deps.events.imageReady(imageId);
}

/** Answers what is due by it. */
async function writeResult(
  tx: Tx,
  claim: Claim,
  result: WorkResult,
  deps: GalleryDeps,
): Promise<readonly WorkKey[]> {
  const { imageId, organizationId, runId } = claim;
  const goOn = async (kind: "ladder" | "avif") => {
    const recipe = doneRecipeOf({ ...claim, kind }, deps);
    await insertDueWork(tx, { organizationId, imageId, kind, recipe, runId });
    return [{ kind, imageId }];
  };
  switch (result.kind) {
    case "avif":
    case "clean":
      return [];
    case "metadata":
      await refreshMetadata(deps, tx, { organizationId, imageId, facts: result.facts });
      return [];
    case "ladder":
      await setReady(tx, imageId);
      return (await wantsAvif(tx, imageId)) ? await goOn("avif") : [];
    case "ingest": {
      const { pixels, facts, isComplete } = result;
      await setPixels(tx, imageId, pixels, isComplete ? "ready" : "viewable");
      await refreshMetadata(deps, tx, { organizationId, imageId, facts });
      return isComplete ? [] : await goOn("ladder");
    }
  }
}

/** The successor's files may stand under the same keys: they are deleted later, unless a row names them by then. */
async function dropResult(deps: GalleryDeps, claim: Claim, result: WorkResult): Promise<void> {
  const { imageId, kind, fence } = claim;
  deps.events.superseded({ imageId, kind, fence });
  await queueDeletions(
    deps.db.orm,
    result.variants.map((variant) => variant.key),
  );
}

import { isHomeportError } from "@homeport/platform";
import type { GalleryDeps } from "../context.ts";
import { GalleryError, type GalleryErrorCode } from "../errors.ts";
import { tellOf } from "../news/tell.ts";
import { settleParts } from "../task/part-store.ts";
import { recordFailure } from "../task/record.ts";
import { settleRun } from "../task/settle.ts";
import type { Claim } from "./claim.ts";
import { setProcessing } from "./result-store.ts";
import { failHold } from "./store.ts";
import { decideFailure, type FailureCause } from "./transition.ts";
import { showsFailure } from "./work-key.ts";

const permanent: ReadonlySet<GalleryErrorCode> = new Set([
  "UNSUPPORTED_FORMAT",
  "PIXEL_LIMIT",
  "IMAGE_DAMAGED",
  "METADATA_LEAK",
  "ORIGINAL_MISSING",
  "ORIGINAL_CORRUPT",
]);

const photosFault: ReadonlySet<GalleryErrorCode> = new Set([
  "DECODER_DIED",
  "DECODER_TIMEOUT",
  "DECODER_MEMORY",
  "ENCODE_FAILED",
]);

/** Whose fault it was. What this domain does not know may be the photo's; a store that is away is not. */
export function causeOf(error: unknown): FailureCause {
  if (error instanceof GalleryError) {
    if (permanent.has(error.code)) return "permanent";
    return photosFault.has(error.code) ? "photo" : "surroundings";
  }
  // A disk without room is as little the photo's fault as a store that is away.
  const isDiskFull = error instanceof Error && Reflect.get(error, "code") === "ENOSPC";
  return isDiskFull || isHomeportError(error) ? "surroundings" : "photo";
}

export type Failed =
  | { readonly state: "due"; readonly waitMs: number }
  | { readonly state: "quarantined" }
  /** The row had gone to somebody else, whose business it is then. */
  | { readonly state: "lost" };

/** Puts work back or sets it aside after a failed attempt, as `decideFailure` says. Answers what became of it. */
export async function failWork(
  deps: Pick<GalleryDeps, "db" | "clock" | "events" | "feed">,
  claim: Claim,
  error: unknown,
): Promise<Failed> {
  const outcome = decideFailure(causeOf(error), claim);
  const code = isHomeportError(error) ? error.code : "ENCODE_FAILED";
  const detail = isHomeportError(error) ? (error.detail ?? null) : String(error);
  return await deps.db.system("gallery.fail", async (tx, after) => {
    const failed = {
      ...{ state: outcome.state, failures: outcome.failures, code },
      waitMs: outcome.state === "due" ? outcome.waitMs : 0,
      detail: detail?.slice(0, 500) ?? null,
    };
    if (!(await failHold(tx, claim, failed))) return { state: "lost" };
    const isFinal = outcome.state === "quarantined";
    if (isFinal && showsFailure(claim.kind)) await setProcessing(tx, claim.imageId, "quarantined");
    const said = { isFinal, code, detail: failed.detail };
    await recordFailure(tx, claim, said, deps.clock.nowMs());
    const runs = await settleParts(tx, claim.imageId);
    if (isFinal || runs.length > 0) {
      after.commit(() => tellOf(deps, claim.organizationId, "gallery.image"));
    }
    after.commit(async () => {
      for (const runId of runs) await settleRun(deps, runId);
    });
    return outcome;
  });
}

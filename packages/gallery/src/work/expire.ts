import type { GalleryDeps } from "../context.ts";
import { setProcessing } from "./result-store.ts";
import { expireHolds } from "./store.ts";
import { showsFailure, type WorkKey } from "./work-key.ts";

const atOnce = 1_000;

/** What has become of work whose worker did not renew it in time. */
export interface ExpiredWork extends WorkKey {
  readonly state: "due" | "idle" | "quarantined";
}

/** Takes rows from workers that have not renewed them in time; of one piece of work when it is named. */
export async function expireWork(
  deps: Pick<GalleryDeps, "db">,
  only: WorkKey | null = null,
): Promise<readonly ExpiredWork[]> {
  return await deps.db.system("gallery.expire", async (tx) => {
    const ended = await expireHolds(tx, atOnce, only);
    for (const { imageId, kind, state } of ended) {
      if (state === "quarantined" && showsFailure(kind))
        await setProcessing(tx, imageId, "quarantined");
    }
    return ended;
  });
}

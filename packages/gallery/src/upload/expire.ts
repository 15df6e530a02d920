import type { GalleryDeps } from "../context.ts";
import { discardBytes } from "./refuse.ts";
import { endUpload, findExpired } from "./store.ts";

const atOnce = 200;

/** Ends uploads of which nothing has come for a week, and frees what they took. */
export async function expireUploads(
  deps: Pick<GalleryDeps, "db" | "storage" | "events">,
): Promise<{ expired: number }> {
  let expired = 0;
  for (const row of await findExpired(deps.db.orm, atOnce)) {
    if (!(await endUpload(deps.db.orm, row.id, "expired"))) continue;
    await discardBytes(deps.storage, row);
    deps.events.uploadEnded({ uploadId: row.id, result: "expired" });
    expired += 1;
  }
  return { expired };
}

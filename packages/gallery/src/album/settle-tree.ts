import type { Tx } from "@homeport/db";
import type { Random } from "@homeport/platform";
import { refreshReach } from "../image/refresh-reach.ts";
import { findImagesOf } from "./images-store.ts";
import { lockTree, setEffective } from "./store.ts";
import { decideEffective } from "./tree.ts";

/**
 * After albums were moved, hidden, shown or deleted: stores who may see each of them now, and with it every photo in
 * them. Throws ALBUM_CYCLE and ALBUM_DEPTH.
 */
export async function settleTree(tx: Tx, organizationId: string, random: Random): Promise<void> {
  const changed = decideEffective(await lockTree(tx, organizationId));
  for (const { albumId, effectiveVisibility } of changed) {
    await setEffective(tx, albumId, effectiveVisibility);
  }
  const imageIds = await findImagesOf(
    tx,
    changed.map((album) => album.albumId),
  );
  await refreshReach(tx, imageIds, random);
}

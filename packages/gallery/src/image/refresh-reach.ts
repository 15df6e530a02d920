import type { Tx } from "@homeport/db";
import { newToken, type Random } from "@homeport/platform";
import { decideReach, isShrunk } from "./reach.ts";
import { lockReachFacts, updateReach } from "./reach-store.ts";

const accessKeyBytes = 16;

/**
 * Decides the reach of these photos anew, in the transaction of whatever may have changed it. A photo that fewer may see
 * gets a new key in its address, so that what was handed out before ends.
 */
export async function refreshReach(
  tx: Tx,
  imageIds: readonly string[],
  random: Random,
): Promise<void> {
  for (const { imageId, reach: before, ...facts } of await lockReachFacts(tx, imageIds)) {
    const reach = decideReach(facts);
    if (reach === before) continue;
    const accessKey = isShrunk(before, reach) ? newToken(random, accessKeyBytes) : null;
    await updateReach(tx, imageId, reach, accessKey);
  }
}

import type { Tx } from "@homeport/db";
import { AuthError } from "../errors.ts";
import { countWaysIn, lockUser } from "./store.ts";

/**
 * Takes a way of signing in from a person who has another one: LAST_WAY_IN rolls it back where none is left. Two at once
 * take turns, or each would count on the other's.
 */
export async function keepAWayIn(tx: Tx, userId: string, take: () => Promise<void>): Promise<void> {
  await lockUser(tx, userId);
  await take();
  if ((await countWaysIn(tx, userId)) === 0) throw new AuthError("LAST_WAY_IN");
}

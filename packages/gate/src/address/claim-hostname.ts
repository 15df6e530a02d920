import type { Tx } from "@homeport/db";
import { newId, newToken } from "@homeport/platform";
import type { GateDeps } from "../context.ts";
import { type AddressRow, insertClaim } from "./store.ts";

/** By then a record that was set right after the claim is seen without anybody asking. */
const firstLookMs = 3_600_000;

/** Claims a hostname for an app, with a record that proves it; null when the app has claimed it already. */
export async function claimHostname(
  ctx: Pick<GateDeps, "random">,
  tx: Tx,
  one: { readonly appId: string; readonly hostname: string; readonly isPrimary?: boolean },
): Promise<AddressRow | null> {
  const claim = { ...one, id: newId(), verifyToken: newToken(ctx.random, 16) };
  return await insertClaim(tx, claim, firstLookMs);
}

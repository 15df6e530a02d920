import type { SqlRunner } from "@homeport/db";
import type { SignedRequest, VaultsDeps } from "../context.ts";
import { requireFresh } from "./require-fresh.ts";
import { raiseClock } from "./store.ts";

/**
 * Takes the time of a signed request, so that it can never be taken again; throws AUTH_REPLAY where another request of the
 * signer took it, or a later one.
 */
export async function takeClock(
  deps: Pick<VaultsDeps, "freshnessMs">,
  sql: SqlRunner,
  { vaultId, request }: { readonly vaultId: string; readonly request: SignedRequest },
  storeNowMs: number,
): Promise<void> {
  const { signerId, timestampMs } = request;
  if (timestampMs === null) return;
  if (await raiseClock(sql, { vaultId, signerId, timestampMs })) return;
  requireFresh(deps, request, { storeNowMs, lastMs: timestampMs });
}

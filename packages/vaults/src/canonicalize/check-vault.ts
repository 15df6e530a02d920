import { announceVault } from "../announce.ts";
import { checkCandidate } from "./check-candidate.ts";
import type { CanonicalizeDeps } from "./deps.ts";
import { readCheckFacts } from "./facts-store.ts";
import { type VaultScope, withVault } from "./fenced.ts";
import { reconcile } from "./reconcile.ts";
import { postponeOthers } from "./write-store.ts";

/** How many deltas one job makes history of, at most; what is left stays due. */
const maxSteps = 16;

/**
 * Looks at a vault's source if anything of the vault is due, under the lease on its row. Everything is read anew, and the
 * job ends when nothing is due. Any number may run at once, anywhere: one holds the lease, and even without it the exact
 * state of delta and head lets each delta become history once. False when this one did not hold it until the end: then nothing
 * is said of the vault.
 */
export async function checkVault(
  deps: CanonicalizeDeps,
  input: { readonly vaultId: string; readonly signal: AbortSignal },
): Promise<boolean> {
  const { vaultId } = input;
  const steps = await withVault(deps, input, async (scope) => {
    let taken = 0;
    while (taken < maxSteps && (await step(deps, scope))) taken += 1;
    return taken;
  });
  if (steps !== null && steps > 0) announceVault(deps, vaultId);
  return steps !== null;
}

/** False when nothing is due. */
async function step(deps: CanonicalizeDeps, scope: VaultScope): Promise<boolean> {
  scope.signal.throwIfAborted();
  const facts = await readCheckFacts(deps.db.sql, scope.vaultId, deps.retainedMs);
  if (facts === null) return false;
  const { candidate, recoverable } = facts;
  if (candidate?.isDue === true) {
    await checkCandidate(deps, scope, facts, candidate);
  } else if (!recoverable.some(({ isDue }) => isDue)) {
    return false;
  } else if (candidate === null) {
    await reconcile(deps, scope, facts);
  } else {
    await scope.fencedTx((sql) => postponeOthers(sql, scope.vaultId, deps.timings.reconcileMs));
  }
  return true;
}

import { announceVault } from "../announce.ts";
import type { CanonicalizeDeps } from "../canonicalize/deps.ts";
import { type VaultScope, withVault } from "../canonicalize/fenced.ts";
import { newEvent } from "../event/new-event.ts";
import { appendEvents } from "../event/store.ts";
import { expireDeltas, expireProposals, selectExpiring } from "./store.ts";

const atATime = 500;

/**
 * Ends what is over: deltas that were retained for as long as this installation retains, and proposals past their time. A
 * vault that somebody else has the lease on waits for the next run.
 */
export async function expireVaults(
  deps: CanonicalizeDeps,
  { signal }: { readonly signal: AbortSignal },
): Promise<{ readonly deltas: number; readonly proposals: number }> {
  const { retainedMs } = deps;
  const ended = { deltas: 0, proposals: 0 };
  for (const vaultId of await selectExpiring(deps.db.sql, { retainedMs, limit: atATime })) {
    if (signal.aborted) break;
    const here = await withVault(deps, { vaultId, signal }, (scope) => expireVault(deps, scope));
    if (here === null) continue;
    ended.deltas += here.deltas;
    ended.proposals += here.proposals;
    announceVault(deps, vaultId);
  }
  return ended;
}

async function expireVault(deps: CanonicalizeDeps, scope: VaultScope) {
  const { vaultId } = scope;
  const { deltas, proposals } = await scope.fencedTx(async (sql) => {
    const over = {
      deltas: await expireDeltas(sql, vaultId, deps.retainedMs),
      proposals: await expireProposals(sql, vaultId),
    };
    await appendEvents(sql, vaultId, [
      ...over.deltas.map((deltaId) =>
        newEvent(deps, "delta.discarded", { deltaId, reason: "expired" }),
      ),
      ...over.proposals.map((proposalId) => newEvent(deps, "proposal.expired", { proposalId })),
    ]);
    return over;
  });
  for (const deltaId of deltas) {
    deps.events.outcome({ vaultId, deltaId, to: "discarded", reason: "expired" });
  }
  return { deltas: deltas.length, proposals: proposals.length };
}

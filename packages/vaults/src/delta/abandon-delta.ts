import { actOnceAsSigner, type SignedAct } from "../act/signed-act.ts";
import { announceVault } from "../announce.ts";
import type { VaultsDeps } from "../context.ts";
import { VaultsError } from "../errors.ts";
import { newEvent } from "../event/new-event.ts";
import { appendEvents } from "../event/store.ts";
import { askToAbandon } from "./abandon-store.ts";
import { requireMoving, requireRole } from "./require-open.ts";
import { selectDelta } from "./view-store.ts";

export type AbandonOutcome =
  | { readonly state: "pending"; readonly abandonRequestedAt: Date }
  /** Nothing waits any more: there is nothing to give up. */
  | { readonly state: "retained" | "discarded" };

/**
 * Asks to give a delta up that waits for its source: it is, once the source has been seen not to have it. The first time
 * that somebody asked is kept. Throws VAULT_NOT_FOUND, AUTH_STALE, AUTH_REPLAY, FORBIDDEN, VAULT_RELEASED, VAULT_PAUSED,
 * DELTA_NOT_FOUND, DELTA_LANDED.
 */
export async function abandonDelta(
  deps: VaultsDeps,
  act: SignedAct & { readonly deltaId: string },
): Promise<AbandonOutcome> {
  const { vaultId, deltaId, request } = act;
  const outcome = await actOnceAsSigner(
    deps,
    act,
    null,
    async (sql, facts): Promise<AbandonOutcome> => {
      requireRole(facts, request.signerId, ["voter"]);
      requireMoving(facts);
      const delta = await selectDelta(sql, vaultId, deltaId);
      if (delta === null) throw new VaultsError("DELTA_NOT_FOUND");
      if (delta.status === "canonical") throw new VaultsError("DELTA_LANDED");
      if (delta.status !== "candidate") return { state: delta.status };
      const abandonRequestedAt = await askToAbandon(sql, deltaId);
      if (delta.abandonRequestedAt === null) {
        await appendEvents(sql, vaultId, [
          newEvent(deps, "delta.abandon-requested", { deltaId, signerId: request.signerId }),
        ]);
      }
      return { state: "pending", abandonRequestedAt };
    },
  );
  if (outcome.state === "pending") {
    announceVault(deps, vaultId);
    void deps.wakeVault(vaultId);
  }
  return outcome;
}

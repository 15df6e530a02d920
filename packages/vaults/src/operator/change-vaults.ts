import { z } from "zod";
import { lockVault } from "../act/store.ts";
import { announceVault } from "../announce.ts";
import { transition } from "../core/index.ts";
import { selectDelta } from "../delta/view-store.ts";
import { VaultsError } from "../errors.ts";
import { newEvent } from "../event/new-event.ts";
import { appendEvents } from "../event/store.ts";
import {
  type PausedVault,
  pause,
  type pauseVaultInput,
  unpause,
  type unpauseVaultInput,
} from "../vault/change-vault.ts";
import { type getVaultInput, vaultIdInput } from "../vault/get-vault.ts";
import { authorizeOperator, type VaultOperatorContext } from "./context.ts";
import { endCandidate, makeDue, selectOrganization } from "./store.ts";

/** Has a vault's source looked at now, if anything waits for it. Throws FORBIDDEN, VAULT_NOT_FOUND. */
export async function checkVaultNow(
  ctx: VaultOperatorContext,
  { vaultId }: z.infer<typeof getVaultInput>,
): Promise<{ readonly isDue: boolean }> {
  const act = await openAct(ctx, "vault.check", vaultId);
  const isDue = await ctx.db.write(ctx, act, async (tx, scope) => {
    const found = await makeDue(ctx.db.within(tx), vaultId);
    scope.note({ isDue: found });
    return found;
  });
  if (isDue) void ctx.wakeVault(vaultId);
  return { isDue };
}

export const retainDeltaInput = z.object({
  vaultId: vaultIdInput,
  deltaId: z.string().min(1).max(64),
  reason: z.string().trim().min(1).max(512),
});

/**
 * Ends the wait of a delta that is stuck: it is retained, or discarded if somebody had asked to give it up, and unlocks
 * its vault. It may land all the same. Throws FORBIDDEN, VAULT_NOT_FOUND, DELTA_NOT_FOUND, DELTA_LANDED.
 */
export async function retainDelta(
  ctx: VaultOperatorContext,
  { vaultId, deltaId, reason }: z.infer<typeof retainDeltaInput>,
): Promise<{ readonly status: string }> {
  const act = await openAct(ctx, "vault.retain", vaultId);
  const to = await ctx.db.write(ctx, { ...act, detail: { deltaId, reason } }, async (tx, scope) => {
    const sql = ctx.db.within(tx);
    await lockVault(sql, vaultId);
    const delta = await selectDelta(sql, vaultId, deltaId);
    if (delta === null) throw new VaultsError("DELTA_NOT_FOUND");
    if (delta.status === "canonical") throw new VaultsError("DELTA_LANDED");
    const isAbandonAsked = delta.abandonRequestedAt !== null;
    const facts = { isAbandonAsked, isRetaining: ctx.retainedMs > 0, isRecoverable: true };
    const candidate = { status: "candidate", reason: null } as const;
    const ended = transition(candidate, "retain-asked", facts);
    const recheckMs = ctx.reconcileMs;
    const isEnded =
      ended !== null && (await endCandidate(sql, { vaultId, deltaId, to: ended, recheckMs }));
    if (!isEnded) return { status: delta.status, reason: delta.statusReason };
    const type = ended.status === "retained" ? "delta.retained" : "delta.discarded";
    await appendEvents(sql, vaultId, [newEvent(ctx, type, { deltaId, reason: ended.reason })]);
    scope.note({ before: "candidate", after: ended.status });
    scope.commit(() => {
      ctx.events.outcome({ vaultId, deltaId, to: ended.status, reason: ended.reason });
      announceVault(ctx, vaultId);
    });
    return ended;
  });
  return { status: to.status };
}

/** Pauses any vault. Throws FORBIDDEN, VAULT_NOT_FOUND. */
export async function pauseAnyVault(
  ctx: VaultOperatorContext,
  input: z.infer<typeof pauseVaultInput>,
): Promise<PausedVault> {
  const { organizationId } = await openAct(ctx, "vault.pause", input.vaultId);
  return await pause(ctx, organizationId, input);
}

/** Unpauses any vault. Throws FORBIDDEN, VAULT_NOT_FOUND. */
export async function unpauseAnyVault(
  ctx: VaultOperatorContext,
  input: z.infer<typeof unpauseVaultInput>,
): Promise<void> {
  const { organizationId } = await openAct(ctx, "vault.unpause", input.vaultId);
  await unpause(ctx, organizationId, input);
}

async function openAct(ctx: VaultOperatorContext, action: string, vaultId: string) {
  await authorizeOperator(ctx, action, vaultId);
  const organizationId = await selectOrganization(ctx.db.sql, vaultId);
  if (organizationId === null) throw new VaultsError("VAULT_NOT_FOUND");
  return { action, target: { kind: "vault", id: vaultId }, organizationId };
}

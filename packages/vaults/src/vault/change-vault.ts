import { actorId } from "@homeport/platform";
import { z } from "zod";
import { announceVault } from "../announce.ts";
import type { VaultsContext } from "../context.ts";
import { VaultsError } from "../errors.ts";
import { newEvent } from "../event/new-event.ts";
import { appendEvents } from "../event/store.ts";
import { authorizeVault } from "./authorize.ts";
import { pauseVaultRow, renameVaultRow, unpauseVaultRow } from "./change-store.ts";
import { vaultIdInput } from "./get-vault.ts";

export const renameVaultInput = z.object({
  vaultId: vaultIdInput,
  name: z.string().trim().min(1).max(80),
});

/** Gives a vault another name. Throws VAULT_NOT_FOUND, FORBIDDEN. */
export async function renameVault(
  ctx: VaultsContext,
  { vaultId, name }: z.infer<typeof renameVaultInput>,
): Promise<void> {
  await authorizeVault(ctx, "vault.manage", "vault.rename", vaultId);
  const act = { action: "vault.rename", target: { kind: "vault", id: vaultId }, detail: { name } };
  await ctx.db.write(ctx, act, async (tx, scope) => {
    const sql = ctx.db.within(tx);
    scope.note({ before: await renameVaultRow(sql, vaultId, name), after: name });
    await appendEvents(sql, vaultId, [newEvent(ctx, "vault.renamed", { name })]);
    scope.commit(() => announceVault(ctx, vaultId));
  });
}

export const pauseVaultInput = z.object({
  vaultId: vaultIdInput,
  reason: z.string().trim().min(1).max(512),
});

export const unpauseVaultInput = z.object({
  vaultId: vaultIdInput,
  reason: z.string().trim().min(1).max(512).optional(),
});

/** How a vault stands after it was paused. */
export interface PausedVault {
  readonly pausedAt: Date;
  readonly reason: string;
}

/** Stops all that signers do with a vault. One that is paused keeps its time and reason. Throws VAULT_NOT_FOUND, FORBIDDEN. */
export async function pauseVault(
  ctx: VaultsContext,
  input: z.infer<typeof pauseVaultInput>,
): Promise<PausedVault> {
  const organizationId = await authorizeVault(ctx, "vault.pause", "vault.pause", input.vaultId);
  return await pause(ctx, organizationId, input);
}

/** Lets signers go on; does nothing to a vault that is not paused. Throws VAULT_NOT_FOUND, FORBIDDEN. */
export async function unpauseVault(
  ctx: VaultsContext,
  input: z.infer<typeof unpauseVaultInput>,
): Promise<void> {
  const organizationId = await authorizeVault(ctx, "vault.pause", "vault.unpause", input.vaultId);
  await unpause(ctx, organizationId, input);
}

type Acting = Pick<VaultsContext, "db" | "clock" | "random" | "feed" | "actor" | "address"> &
  Pick<VaultsContext, "requestId" | "organizationId">;

/** Pauses, whoever may. Throws VAULT_NOT_FOUND. */
export async function pause(
  ctx: Acting,
  organizationId: string,
  { vaultId, reason }: z.infer<typeof pauseVaultInput>,
): Promise<PausedVault> {
  const target = { kind: "vault", id: vaultId };
  const act = { action: "vault.pause", target, organizationId, detail: { reason } };
  return await ctx.db.write(ctx, act, async (tx, scope) => {
    const sql = ctx.db.within(tx);
    const paused = await pauseVaultRow(sql, { vaultId, reason, by: actorId(ctx.actor) ?? "" });
    if (paused === null) throw new VaultsError("VAULT_NOT_FOUND");
    const { isNew, ...stands } = paused;
    const before = isNew ? "moving" : "paused";
    scope.note({ isNew, pausedAt: stands.pausedAt.toISOString(), before, after: "paused" });
    if (!isNew) return stands;
    await appendEvents(sql, vaultId, [newEvent(ctx, "vault.paused", { reason })]);
    scope.commit(() => announceVault(ctx, vaultId));
    return stands;
  });
}

/** Unpauses, whoever may. */
export async function unpause(
  ctx: Acting,
  organizationId: string,
  { vaultId, reason }: z.infer<typeof unpauseVaultInput>,
): Promise<void> {
  const detail = reason === undefined ? {} : { reason };
  const target = { kind: "vault", id: vaultId };
  const act = { action: "vault.unpause", target, organizationId, detail };
  await ctx.db.write(ctx, act, async (tx, scope) => {
    const sql = ctx.db.within(tx);
    const wasPaused = await unpauseVaultRow(sql, vaultId);
    scope.note({ wasPaused, before: wasPaused ? "paused" : "moving", after: "moving" });
    if (!wasPaused) return;
    await appendEvents(sql, vaultId, [newEvent(ctx, "vault.unpaused", detail)]);
    scope.commit(() => announceVault(ctx, vaultId));
  });
}

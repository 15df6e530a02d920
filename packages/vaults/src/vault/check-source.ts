import type { z } from "zod";
import type { VaultsContext } from "../context.ts";
import { makeDue } from "../operator/store.ts";
import { authorizeVault } from "./authorize.ts";
import type { getVaultInput } from "./get-vault.ts";

/** Has the source of a vault looked at now, if anything waits for it. Throws VAULT_NOT_FOUND, FORBIDDEN. */
export async function checkSource(
  ctx: VaultsContext,
  { vaultId }: z.infer<typeof getVaultInput>,
): Promise<{ readonly isDue: boolean }> {
  await authorizeVault(ctx, "vault.manage", "vault.check", vaultId);
  const act = { action: "vault.check", target: { kind: "vault", id: vaultId } };
  const isDue = await ctx.db.write(ctx, act, async (tx, scope) => {
    const found = await makeDue(ctx.db.within(tx), vaultId);
    scope.note({ isDue: found });
    return found;
  });
  if (isDue) void ctx.wakeVault(vaultId);
  return { isDue };
}

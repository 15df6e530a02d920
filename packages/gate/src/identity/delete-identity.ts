import { z } from "zod";
import { authorizeIdentities } from "../authorize.ts";
import type { GateContext } from "../context.ts";
import { GateError } from "../errors.ts";
import type { Applied } from "../snapshot/applied.ts";
import { changeIdentity, requireIdentity } from "./change-identity.ts";
import { deleteIdentityRow } from "./store.ts";

export const deleteIdentityInput = z.object({ identityId: z.string() });

/** Deletes an identity with its key; its apps take the default one. Throws IDENTITY_NOT_FOUND and DEFAULT_IDENTITY. */
export async function deleteIdentity(
  ctx: GateContext,
  input: z.input<typeof deleteIdentityInput>,
): Promise<{ readonly applied: Applied }> {
  const organizationId = authorizeIdentities(ctx, "identity.write");
  const { identityId } = deleteIdentityInput.parse(input);
  const change = { action: "identity.delete", organizationId, identityId } as const;
  const applied = await changeIdentity(ctx, change, async (tx) => {
    const { isDefault } = await requireIdentity(tx, organizationId, identityId);
    if (isDefault) throw new GateError("DEFAULT_IDENTITY");
    await deleteIdentityRow(tx, identityId);
  });
  return { applied };
}

import { z } from "zod";
import { authorizeIdentities } from "../authorize.ts";
import type { GateContext } from "../context.ts";
import {
  type ChangedIdentity,
  changeIdentity,
  readChanged,
  requireIdentity,
} from "./change-identity.ts";
import { identityFields } from "./identity-fields.ts";
import { renameIdentity } from "./store.ts";

export const updateIdentityInput = z.object({ identityId: z.string(), ...identityFields });

/** Changes name and e-mail; the key pair is for life. Throws IDENTITY_NOT_FOUND. */
export async function updateIdentity(
  ctx: GateContext,
  input: z.input<typeof updateIdentityInput>,
): Promise<ChangedIdentity> {
  const organizationId = authorizeIdentities(ctx, "identity.write");
  const { identityId, ...fields } = updateIdentityInput.parse(input);
  const change = { action: "identity.update", organizationId, identityId, detail: fields } as const;
  const applied = await changeIdentity(ctx, change, async (tx) => {
    await requireIdentity(tx, organizationId, identityId);
    await renameIdentity(tx, identityId, fields);
  });
  return await readChanged(ctx, change, applied);
}

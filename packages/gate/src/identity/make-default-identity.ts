import { z } from "zod";
import { authorizeIdentities } from "../authorize.ts";
import type { GateContext } from "../context.ts";
import {
  type ChangedIdentity,
  changeIdentity,
  readChanged,
  requireIdentity,
} from "./change-identity.ts";
import { moveDefault } from "./store.ts";

export const makeDefaultIdentityInput = z.object({ identityId: z.string() });

/** Makes it the identity of every app that has chosen none. Throws IDENTITY_NOT_FOUND. */
export async function makeDefaultIdentity(
  ctx: GateContext,
  input: z.input<typeof makeDefaultIdentityInput>,
): Promise<ChangedIdentity> {
  const organizationId = authorizeIdentities(ctx, "identity.write");
  const { identityId } = makeDefaultIdentityInput.parse(input);
  const change = { action: "identity.make-default", organizationId, identityId } as const;
  const applied = await changeIdentity(ctx, change, async (tx) => {
    await requireIdentity(tx, organizationId, identityId);
    await moveDefault(tx, organizationId, identityId);
  });
  return await readChanged(ctx, change, applied);
}

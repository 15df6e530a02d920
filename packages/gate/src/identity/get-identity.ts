import { z } from "zod";
import { authorizeIdentities } from "../authorize.ts";
import type { GateContext } from "../context.ts";
import { GateError } from "../errors.ts";
import { readIdentities } from "./store.ts";
import { type IdentityView, viewIdentity } from "./view.ts";

export const getIdentityInput = z.object({ identityId: z.string() });

/** One identity; IDENTITY_NOT_FOUND for anybody else's. */
export async function getIdentity(
  ctx: GateContext,
  input: z.infer<typeof getIdentityInput>,
): Promise<IdentityView> {
  const organizationId = authorizeIdentities(ctx, "identity.read");
  const [row] = await readIdentities(ctx.db.orm, organizationId, input.identityId);
  if (row === undefined) throw new GateError("IDENTITY_NOT_FOUND");
  return viewIdentity(row);
}

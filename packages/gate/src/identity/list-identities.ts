import { authorizeIdentities } from "../authorize.ts";
import type { GateContext } from "../context.ts";
import { readIdentities } from "./store.ts";
import { type IdentityView, viewIdentity } from "./view.ts";

/** All identities of the organization, the default one first; there is always one. */
export async function listIdentities(ctx: GateContext): Promise<IdentityView[]> {
  const organizationId = authorizeIdentities(ctx, "identity.read");
  return (await readIdentities(ctx.db.orm, organizationId)).map(viewIdentity);
}

import { permissionsOf } from "@homeport/auth";
import { type Asker, readShareSecrets } from "@homeport/gallery";
import type { ApiContext } from "./request.ts";

/** Who asks for something of a public gallery. */
export function askerOf(ctx: ApiContext): Asker {
  return {
    isMember: (organizationId) => isMember(ctx, organizationId),
    shareSecrets: readShareSecrets(ctx.headers.get("cookie"), ctx.deps.webUrl),
  };
}

/** A stranger's key that is none, or a session that is over, is a stranger here and no error. */
async function isMember(ctx: ApiContext, organizationId: string): Promise<boolean> {
  if ((await ctx.readCaller({ fresh: true })) === null) return false;
  const memberships = await ctx.readMemberships();
  return memberships.some(
    (one) => one.organizationId === organizationId && permissionsOf(one.roles).has("gallery.read"),
  );
}

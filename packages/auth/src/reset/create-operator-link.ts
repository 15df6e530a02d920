import type { Db } from "@homeport/db";
import { AuthError } from "../errors.ts";
import { makeResetLink, type ResetLink, type ResetLinkDeps } from "./link.ts";
import { findUserByEmail } from "./store.ts";

/** For whoever holds the database: the way back in when the last owner has lost their password. */
export async function createOperatorResetLink(
  deps: ResetLinkDeps & { readonly db: Db },
  input: { readonly email: string },
): Promise<ResetLink> {
  const user = await findUserByEmail(deps.db.orm, input.email.trim());
  if (user === null) throw new AuthError("USER_NOT_FOUND");
  const ctx = {
    actor: { kind: "system", name: "auth:reset" },
    address: null,
    requestId: "auth:reset",
  } as const;
  const act = { action: "user.reset-link", target: { kind: "user", id: user.userId } };
  return await deps.db.write(ctx, act, (tx) => makeResetLink(deps, tx, user.userId));
}

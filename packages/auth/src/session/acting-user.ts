import type { Actor } from "@homeport/platform";
import { AuthError } from "../errors.ts";

/**
 * The person who acts by a session of their own; SIGN_IN_REQUIRED for a stranger, KEY_REFUSED for a program with a key:
 * no key makes another, or ends a session.
 */
export function actingUser(ctx: { actor: Actor }): Extract<Actor, { kind: "user" }> {
  if (ctx.actor.kind !== "user") throw new AuthError("SIGN_IN_REQUIRED");
  if (ctx.actor.keyId !== undefined) throw new AuthError("KEY_REFUSED");
  return ctx.actor;
}

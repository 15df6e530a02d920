import type { Actor } from "@homeport/platform";
import { AuthError } from "../errors.ts";

/** The person who acts; SIGN_IN_REQUIRED for anybody else. */
export function actingUser(ctx: { actor: Actor }): Extract<Actor, { kind: "user" }> {
  if (ctx.actor.kind !== "user") throw new AuthError("SIGN_IN_REQUIRED");
  return ctx.actor;
}

import type { Db } from "@homeport/db";
import type { RequestContext } from "@homeport/platform";
import type { AuthEvents, SignInMethod } from "../events.ts";

export interface SignedIn {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

/** Records that a person has signed in, and how. */
export async function noteSignIn(
  deps: { readonly db: Db; readonly events: AuthEvents },
  ctx: Omit<RequestContext, "actor">,
  user: SignedIn,
  method: SignInMethod,
): Promise<void> {
  deps.events.signIn(method, "success");
  const { id, name, email } = user;
  const actor = { kind: "user", userId: id, sessionId: "", name, email } as const;
  const act = { action: "user.sign-in", target: { kind: "user", id }, detail: { method } };
  await deps.db.write({ ...ctx, actor }, act, () => Promise.resolve());
}

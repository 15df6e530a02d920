import type { RequestContext } from "@homeport/platform";
import { setSessionCookie } from "better-auth/cookies";
import { AuthError } from "../errors.ts";
import type { SignInMethod } from "../events.ts";
import { noteSignIn, type SignedIn } from "../sign-in/note-sign-in.ts";
import type { FactoryParts } from "./options.ts";
import type { RequestScopes } from "./request-scope.ts";

/** What an endpoint of better-auth is handed. */
export type EndpointContext = Parameters<typeof setSessionCookie>[0];

/** The request that an endpoint answers, as audit rows and limits know it. */
export function strangerOf(scopes: RequestScopes): RequestContext {
  const scope = scopes.current();
  return {
    actor: { kind: "anonymous" },
    address: scope?.address ?? null,
    requestId: scope?.requestId ?? "",
  };
}

/** Makes a session for a person and hands its cookie out; answers who it is. */
export async function startSession(ctx: EndpointContext, userId: string): Promise<SignedIn> {
  const { internalAdapter } = ctx.context;
  const user = await internalAdapter.findUserById(userId);
  if (user === null) throw new AuthError("SECOND_FACTOR_EXPIRED");
  const session = await internalAdapter.createSession(userId);
  await setSessionCookie(ctx, { session, user });
  return { id: user.id, name: user.name, email: user.email };
}

/** The same for a sign-in that ends here, whatever factors its person has. */
export async function finishSignIn(
  parts: FactoryParts,
  ctx: EndpointContext,
  userId: string,
  method: SignInMethod,
): Promise<SignedIn> {
  const user = await startSession(ctx, userId);
  const deps = { db: parts.options.db, events: parts.factors.events };
  await noteSignIn(deps, strangerOf(parts.scopes), user, method);
  return user;
}

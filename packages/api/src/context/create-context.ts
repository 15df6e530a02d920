import { listMemberships, type Membership, type Session } from "@homeport/auth";
import type { ApiDeps } from "./deps.ts";
import type { ApiContext, ApiRequest } from "./request.ts";

/** The context of one request; reads nothing until a procedure asks. */
export function createApiContext(deps: ApiDeps, request: ApiRequest): ApiContext {
  let session: Promise<Session | null> | undefined;
  let memberships: Promise<readonly Membership[]> | undefined;

  function readSession(): Promise<Session | null> {
    const options = request.setCookie === undefined ? {} : { setCookie: request.setCookie };
    session ??= deps.auth.readSession(request.headers, options);
    return session;
  }

  async function loadMemberships(): Promise<readonly Membership[]> {
    const found = await readSession();
    if (found === null) return [];
    const { address, requestId } = request;
    const ctx = {
      db: deps.db,
      actor: { kind: "system", name: "api" } as const,
      address,
      requestId,
    };
    return await listMemberships(ctx, { userId: found.userId });
  }

  function readMemberships(): Promise<readonly Membership[]> {
    memberships ??= loadMemberships();
    return memberships;
  }

  return { ...request, deps, readSession, readMemberships };
}

import { listMemberships, type Membership, type Session } from "@homeport/auth";
import type { ApiDeps } from "./deps.ts";
import type { ApiContext, ApiRequest } from "./request.ts";

/** The context of one request; reads nothing until a procedure asks, and then once for all of a batch. */
export function createApiContext(deps: ApiDeps, request: ApiRequest): ApiContext {
  const sessions = new Map<boolean, Promise<Session | null>>();
  let memberships: Promise<readonly Membership[]> | undefined;

  function readSession({ fresh }: { fresh: boolean } = { fresh: false }): Promise<Session | null> {
    const { headers, setCookie } = request;
    const options = { fresh, ...(setCookie === undefined ? {} : { setCookie }) };
    const session = sessions.get(fresh) ?? deps.auth.readSession(headers, options);
    sessions.set(fresh, session);
    return session;
  }

  async function loadMemberships(): Promise<readonly Membership[]> {
    const session = await readSession();
    return session === null ? [] : await listMemberships(deps, { userId: session.userId });
  }

  return {
    ...request,
    deps,
    readSession,
    readMemberships() {
      memberships ??= loadMemberships();
      return memberships;
    },
  };
}

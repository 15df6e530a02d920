import {
  listMemberships,
  type Membership,
  type OperatorKey,
  type OperatorWord,
  readKeyCaller,
  readOperatorWords,
  type Session,
} from "@homeport/auth";
import { pinCatalog } from "@homeport/catalog";
import type { KeyPrincipal } from "@homeport/gate";
import type { ApiDeps } from "./deps.ts";
import type { ApiContext, ApiRequest, Caller } from "./request.ts";

/** The context of one request; reads nothing until a procedure asks, and then once for all of a batch. */
export function createApiContext(deps: ApiDeps, request: ApiRequest): ApiContext {
  const sessions = new Map<boolean, Promise<Session | null>>();
  let key: Promise<KeyPrincipal | null> | undefined;
  let memberships: Promise<readonly Membership[]> | undefined;
  let operatorWords: Promise<ReadonlySet<OperatorWord>> | undefined;
  let operatorKey: Promise<OperatorKey | null> | undefined;

  function readSession({ fresh }: { fresh: boolean } = { fresh: false }): Promise<Session | null> {
    const { headers, setCookie } = request;
    const options = { fresh, ...(setCookie === undefined ? {} : { setCookie }) };
    const session = sessions.get(fresh) ?? deps.auth.readSession(headers, options);
    sessions.set(fresh, session);
    return session;
  }

  async function readCaller(options?: { fresh: boolean }): Promise<Caller | null> {
    key ??= deps.auth.readKey(request.headers, request);
    const found = await key;
    if (found !== null) return { kind: "key", key: found };
    const session = await readSession(options);
    return session === null ? null : { kind: "session", session };
  }

  async function loadMemberships(): Promise<readonly Membership[]> {
    const caller = await readCaller();
    if (caller === null) return [];
    if (caller.kind === "session") {
      return await listMemberships(deps, { userId: caller.session.userId });
    }
    const { userId, organizationId } = caller.key;
    const all = await listMemberships(deps, { userId });
    return all.filter((one) => one.organizationId === organizationId);
  }

  async function loadOperatorWords(): Promise<ReadonlySet<OperatorWord>> {
    const caller = await readCaller();
    if (caller?.kind !== "session") return new Set();
    const { userId } = caller.session;
    return await readOperatorWords({ ...deps, reader: deps.db.orm }, { userId });
  }

  return {
    ...request,
    deps: { ...deps, catalog: request.catalog ?? pinCatalog(deps.catalog) },
    readSession,
    readCaller,
    readMemberships() {
      memberships ??= loadMemberships();
      return memberships;
    },
    readOperatorWords() {
      operatorWords ??= loadOperatorWords();
      return operatorWords;
    },
    readOperatorKey() {
      operatorKey ??= readKeyCaller(deps, request.headers);
      return operatorKey;
    },
  };
}

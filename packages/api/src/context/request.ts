import type { Membership, Session } from "@homeport/auth";
import type { ApiDeps } from "./deps.ts";

/** One HTTP request, or one call made by the console's own server. */
export interface ApiRequest {
  readonly headers: Headers;
  /** The client's address after trusted proxies; null when unknown. */
  readonly address: string | null;
  readonly requestId: string;
  /** Receives each `Set-Cookie` value that reading the session asks for. */
  readonly setCookie?: ((value: string) => void) | undefined;
}

/** What every procedure is handed. Session and memberships are read at most once a request. */
export interface ApiContext extends ApiRequest {
  readonly deps: ApiDeps;
  /**
   * The live session, or null; `fresh` asks Postgres whatever the cookie says. Throws STORE_BUSY or STORE_DOWN when
   * that cannot be known.
   */
  readSession(options?: { fresh: boolean }): Promise<Session | null>;
  /** The acting person's organizations with live roles; empty for a stranger. */
  readMemberships(): Promise<readonly Membership[]>;
}

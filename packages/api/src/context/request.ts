import type { Membership, OperatorKey, OperatorWord, Session } from "@homeport/auth";
import type { CatalogDeps } from "@homeport/catalog";
import type { KeyPrincipal } from "@homeport/gate";
import type { ApiDeps } from "./deps.ts";

/** One HTTP request, or one call made by the console's own server. */
export interface ApiRequest {
  readonly headers: Headers;
  /** The client's address after trusted proxies; null when unknown. */
  readonly address: string | null;
  readonly requestId: string;
  /** The catalog as this request has taken it already; without it each request takes it anew. */
  readonly catalog?: CatalogDeps | undefined;
  /** Receives each `Set-Cookie` value that reading the session asks for. */
  readonly setCookie?: ((value: string) => void) | undefined;
}

/** Who calls: a person by a session, or a program by an API key that acts as the person who made it. */
export type Caller =
  | { readonly kind: "session"; readonly session: Session }
  | { readonly kind: "key"; readonly key: KeyPrincipal };

/** What every procedure is handed. Session, key and memberships are read at most once a request. */
export interface ApiContext extends ApiRequest {
  readonly deps: ApiDeps;
  /**
   * The live session, or null; `fresh` asks Postgres whatever the cookie says. Throws STORE_BUSY or STORE_DOWN when
   * that cannot be known.
   */
  readSession(options?: { fresh: boolean }): Promise<Session | null>;
  /**
   * Who calls, or null for a stranger. A key that came decides alone, whatever cookie is beside it. Throws KEY_INVALID
   * and KEY_SCOPE for one that will not do, and what `readSession` throws.
   */
  readCaller(options?: { fresh: boolean }): Promise<Caller | null>;
  /** The calling person's organizations with live roles, a key's own alone; empty for a stranger. */
  readMemberships(): Promise<readonly Membership[]>;
  /** What the signed-in person may do as an operator, read from Postgres; nothing for strangers, and for keys. */
  readOperatorWords(): Promise<ReadonlySet<OperatorWord>>;
  /** The operator whose key this request is signed in by, read from Postgres; null for everybody else. */
  readOperatorKey(): Promise<OperatorKey | null>;
}

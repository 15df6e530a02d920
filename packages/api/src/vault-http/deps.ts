import type { KeySession } from "@homeport/coordination";
import type { Clock, Log, Metrics } from "@homeport/platform";
import type { ApiDeps } from "../context/deps.ts";
import type { VaultRequest } from "./exchange.ts";

/** What the vaults' plain routes stand on. */
export interface VaultHttpDeps {
  readonly api: ApiDeps;
  /** The authorities that a signed request may name, in lower case. */
  readonly authorities: ReadonlySet<string>;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Ends all streams when it aborts. */
  readonly draining: AbortSignal;
}

/** The same, with what the routes keep from one request to the next. */
export interface VaultRouteDeps extends VaultHttpDeps {
  /** The signer's key session that a token opens, asked of the store each time; null for none. */
  readonly readSession: (token: string) => Promise<KeySession | null>;
}

/** Who sent a request, as the server found out. */
export interface VaultPeer {
  /** The client's address after trusted proxies; null when unknown. */
  readonly address: string | null;
  readonly requestId: string;
}

/** One request whose route is known, whose body is read and whose signature, if it has one, is good. */
export interface VaultCall {
  readonly deps: VaultRouteDeps;
  readonly request: VaultRequest;
  readonly peer: VaultPeer;
  readonly query: URLSearchParams;
  readonly body: Uint8Array;
  /** Collects the `Set-Cookie` values that reading a session asks for. */
  readonly cookies: string[];
  /** Whose key session stands in for the four headers of a change; null for every other request. */
  readonly sessionSignerId: string | null;
  /** Who signed it and when; null for a request without the four headers. */
  readonly signed: { readonly signerId: string; readonly timestampMs: number } | null;
}

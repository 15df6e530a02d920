import type { AppRouter } from "@homeport/api";
import type { TRPCClient } from "@trpc/client";
import type { HomeportClientError } from "./error.ts";

export type { HomeportClientError } from "./error.ts";
export { hostUrl } from "./host-url.ts";
export type { AppRouter };

export interface HomeportClientOptions {
  /** Address of the console. */
  readonly baseUrl: string | URL;
  /** A signed session token; sent as `Authorization: Bearer`. */
  readonly token?: string;
  /** A `Cookie` header's value, for programs that hold one. A browser sends its own. */
  readonly cookie?: string;
  /** Id or slug of the organization to act in; the person's oldest unless told. */
  readonly organization?: string;
  readonly fetch?: typeof globalThis.fetch;
}

export type HomeportClient = TRPCClient<AppRouter>;

/** A typed client with batching and superjson; retries only reads, and only those that may be retried. */
export declare function createHomeportClient(options: HomeportClientOptions): HomeportClient;
/** The typed facts of anything that a call threw. */
export declare function readError(error: unknown): HomeportClientError;

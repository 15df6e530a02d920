import type { AppRouter } from "@homeport/api";
import {
  createTRPCClient,
  httpBatchLink,
  retryLink,
  splitLink,
  type TRPCClient,
} from "@trpc/client";
import superjson from "superjson";
import { retryDelayMs } from "./retry.ts";
import { streamLink } from "./stream-link.ts";

export interface HomeportClientOptions {
  /** Address of the console. */
  readonly baseUrl: string | URL;
  /** An API key that may call the API; sent as `X-Homeport-Key`. */
  readonly apiKey?: string | undefined;
  /** A signed session token; sent as `Authorization: Bearer`. */
  readonly token?: string | undefined;
  /** A `Cookie` header's value, for programs that hold one. A browser sends its own. */
  readonly cookie?: string | undefined;
  /** Id or slug of the organization to act in; the person's oldest unless told. */
  readonly organization?: string | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Chance for the waits between tries, in [0, 1). */
  readonly random?: (() => number) | undefined;
}

export type HomeportClient = TRPCClient<AppRouter>;

/** Longer batches travel apart: some proxies cut an address at 8 KiB. */
const maxUrlChars = 4_000;
/** More in one batch the console refuses. */
const maxBatchSize = 50;

/**
 * A typed client of a Homeport installation. Calls of one tick travel together; dates and the like arrive as what they
 * are. Only reads are tried again, at most twice, and only when the error says that it may help; `readError` tells
 * what any call threw. A subscription is a stream of its own that comes back by itself when it breaks.
 */
export function createHomeportClient(options: HomeportClientOptions): HomeportClient {
  const baseUrl = new URL(options.baseUrl);
  const random = options.random ?? Math.random;
  const send = options.fetch ?? globalThis.fetch;
  const url = new URL("/api/trpc", baseUrl);
  const headers = headersOf(options, baseUrl.origin);
  // The link asks `retry` and then, in the same turn, `retryDelayMs`: the answer of one is kept for the other.
  let delayMs = 0;
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ type }) => type === "subscription",
        true: streamLink({ url, headers, fetch: send }),
        false: [
          retryLink({
            retry({ op, error, attempts }) {
              if (op.signal?.aborted === true) return false;
              const asked = retryDelayMs({ type: op.type, tries: attempts, error }, random);
              delayMs = asked ?? 0;
              return asked !== null;
            },
            retryDelayMs: () => delayMs,
          }),
          httpBatchLink({
            url,
            transformer: superjson,
            maxURLLength: maxUrlChars,
            maxItems: maxBatchSize,
            headers,
            fetch: (input, init) => send(input, { ...init, signal: init?.signal ?? null }),
          }),
        ],
      }),
    ],
  });
}

/** The origin stands beside a cookie because changes that ride on one are refused without it. */
function headersOf(options: HomeportClientOptions, origin: string): Record<string, string> {
  const { apiKey, token, cookie, organization } = options;
  return {
    ...(apiKey === undefined ? {} : { "x-homeport-key": apiKey }),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(cookie === undefined ? {} : { cookie, origin }),
    ...(organization === undefined ? {} : { "homeport-organization": organization }),
  };
}

import { Refusal } from "./refusal.ts";
import { readSignerId } from "./signer-id.ts";

/** How far a request's time may lie from the store's. */
export const freshnessMs = 300_000;

/** The parts of a request that its signature binds, before its body is read. */
export interface RequestHead {
  readonly method: string;
  readonly path: string;
  /** Without `?`. */
  readonly query: string;
  /** A field's value, or null. */
  readonly header: (name: string) => string | null;
}

/** What a request claims; nothing of it is proved before its signature is verified. */
export interface RequestClaim {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly signerId: string;
  readonly authority: string;
  readonly timestampMs: number;
  readonly signature: string;
}

/**
 * What passes unchanged through every proxy and framework. Anything that some of them decode, fold or sort would be
 * signed in one form and served in another.
 */
const unambiguous = /^[A-Za-z0-9\-._~/:=&,]*$/;
const counter = /^(?:0|[1-9][0-9]{0,15})$/;

/** Throws MEDIA_TYPE, and REQUEST_INVALID for a path or query that could be read in two ways. */
export function checkRequestShape({ path, query, header }: RequestHead): void {
  if ((header("content-encoding") ?? "identity") !== "identity")
    throw new Refusal("MEDIA_TYPE", {});
  if (!path.startsWith("/") || !unambiguous.test(path)) throw invalid("path");
  if (!unambiguous.test(query)) throw invalid("query");
}

/**
 * Reads the four headers of a signed request. Throws what `checkRequestShape` throws, and AUTH_FAILED for headers that are
 * missing, malformed or meant for another address than these `authorities`.
 */
export function readRequestClaim(
  head: RequestHead,
  authorities: ReadonlySet<string>,
): RequestClaim {
  checkRequestShape(head);
  const { method, path, query, header } = head;
  const signerId = header("x-homeport-signer") ?? "";
  const authority = header("x-homeport-authority") ?? "";
  const timestamp = header("x-homeport-timestamp") ?? "";
  const signature = header("x-homeport-signature") ?? "";
  const timestampMs = counter.test(timestamp) ? Number(timestamp) : Number.NaN;
  const isWhole =
    readSignerId(signerId) !== null && Number.isSafeInteger(timestampMs) && signature !== "";
  if (!isWhole || !authorities.has(authority)) throw new Refusal("AUTH_FAILED", {});
  return { method, path, query, signerId, authority, timestampMs, signature };
}

export type Freshness =
  | { readonly isFresh: true }
  | {
      readonly isFresh: false;
      readonly code: "AUTH_STALE" | "AUTH_REPLAY";
      readonly serverTimeMs: number;
      /** The least time that a repeated request may bear. */
      readonly minTimestampMs: number;
    };

/**
 * Whether a request's time is near the store's and, for one that changes something, after every time that its signer has
 * used here. `lastMs` is null for a read, which may be repeated.
 */
export function judgeTimestamp(facts: {
  readonly timestampMs: number;
  readonly storeNowMs: number;
  readonly lastMs: number | null;
  readonly freshnessMs: number;
}): Freshness {
  const { timestampMs, storeNowMs: serverTimeMs, lastMs } = facts;
  const minTimestampMs = lastMs === null ? 0 : lastMs + 1;
  const refuse = (code: "AUTH_STALE" | "AUTH_REPLAY") =>
    ({ isFresh: false, code, serverTimeMs, minTimestampMs }) as const;
  if (Math.abs(serverTimeMs - timestampMs) > facts.freshnessMs) return refuse("AUTH_STALE");
  return timestampMs < minTimestampMs ? refuse("AUTH_REPLAY") : { isFresh: true };
}

function invalid(part: "path" | "query"): Refusal {
  return new Refusal("REQUEST_INVALID", { part });
}

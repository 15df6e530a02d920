import { headerValues, type RawHeaders } from "../read-request/raw-headers.ts";

export interface OriginQuestion {
  readonly method: string;
  readonly upgrade: boolean;
  readonly rawHeaders: RawHeaders;
  /** Scheme, host and port of the app, as browsers write them in `Origin`. */
  readonly appOrigin: string;
  readonly allowedOrigins: ReadonlySet<string>;
}

/**
 * Whether a request that a cookie vouches for may come from where it says: another site could have made the
 * browser send it. Only what changes something, and upgrades, is asked; sibling apps are strangers. Pure.
 */
export function isOriginAllowed(question: OriginQuestion): boolean {
  if (!question.upgrade && isSafe(question.method)) return true;
  const origins = headerValues(question.rawHeaders, "origin");
  if (origins.length > 1) return false;
  const origin = origins[0];
  if (origin !== undefined) {
    return origin === question.appOrigin || question.allowedOrigins.has(origin);
  }
  const sites = headerValues(question.rawHeaders, "sec-fetch-site");
  return !sites.some((site) => site === "cross-site" || site === "same-site");
}

function isSafe(method: string): boolean {
  return method === "GET" || method === "HEAD" || method === "OPTIONS";
}

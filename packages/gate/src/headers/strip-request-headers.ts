import type { RawHeaders } from "../read-request/raw-headers.ts";
import { apiKeyField, keyInAuthorization } from "../session-cache/api-key.ts";
import { foldHeaderName } from "./fold.ts";
import { withoutHomeportCookies } from "./request-cookies.ts";

/** Names by which apps believe a proxy about who the visitor is. */
const trustedByApps: ReadonlySet<string> = new Set([
  "remote-user",
  "remote-name",
  "remote-email",
  "remote-groups",
  "x-forwarded-user",
  "x-forwarded-email",
  "x-auth-request-user",
  "x-auth-request-email",
  "x-webauth-user",
]);

export interface StrippedHeaders {
  readonly rawHeaders: readonly string[];
  /** How many fields a visitor sent under a name that only Homeport may set. */
  readonly spoofed: number;
}

/**
 * A visitor's headers without any that could pose as Homeport's word, in any spelling, and without Homeport's
 * cookies and keys. Order, case and duplicates of the rest stay. `setHeaders` are the folded names that rules set.
 */
export function stripRequestHeaders(
  rawHeaders: RawHeaders,
  setHeaders: ReadonlySet<string>,
): StrippedHeaders {
  const kept: string[] = [];
  let spoofed = 0;
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? "";
    const value = rawHeaders[at + 1] ?? "";
    const folded = foldHeaderName(name);
    if (isReservedName(folded, setHeaders)) {
      if (name.toLowerCase() !== apiKeyField) spoofed += 1;
      continue;
    }
    if (folded === "authorization" && keyInAuthorization(value) !== null) continue;
    const passed = folded === "cookie" ? withoutHomeportCookies(value) : value;
    if (passed !== null) kept.push(name, passed);
  }
  return { rawHeaders: kept, spoofed };
}

/** Whether only Homeport may set a field with this folded name. */
export function isReservedName(folded: string, setHeaders: ReadonlySet<string>): boolean {
  return folded.startsWith("x-homeport-") || trustedByApps.has(folded) || setHeaders.has(folded);
}

import { cookieValues } from "../headers/request-cookies.ts";
import type { RawHeaders } from "../read-request/raw-headers.ts";
import { linkCookieName } from "../session-cache/app-cookie.ts";
import type { LinkCredential } from "../session-cache/session-cache.ts";
import type { Visitor } from "./credential.ts";
import type { DoorDeps } from "./deps.ts";

/** Whether a request may carry a guest's cookie; all that carry none end here, and nothing is made for them. */
export function mayBeGuest(rawHeaders: RawHeaders): boolean {
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    const isCookie = name === "Cookie" || name === "cookie" || name?.toLowerCase() === "cookie";
    if (isCookie && rawHeaders[at + 1]?.includes("homeport_link=") === true) return true;
  }
  return false;
}

/** The guest's cookies of a request whose HMAC is ours for this app. */
export function guestCredentialsOf(
  deps: DoorDeps,
  appId: string,
  rawHeaders: RawHeaders,
): readonly LinkCredential[] {
  if (!mayBeGuest(rawHeaders)) return [];
  return cookieValues(rawHeaders, linkCookieName(deps.apps.https))
    .map((value) => deps.cookies.read(appId, value))
    .filter((credential) => credential !== null)
    .map(({ tokenHash }) => ({ kind: "link", appId, tokenHash }));
}

/** The first guest that a request's cookies stand for. Throws what the session cache throws. */
export async function readGuest(
  deps: DoorDeps,
  appId: string,
  rawHeaders: RawHeaders,
  address: string | null,
): Promise<Visitor | null> {
  const credentials = guestCredentialsOf(deps, appId, rawHeaders);
  for (const credential of credentials) {
    const principal =
      deps.sessions.peek(credential) ?? (await deps.sessions.get(credential, address));
    if (principal?.kind === "link") return { kind: "guest", principal, credential };
  }
  return credentials.length > 0 ? ended : null;
}

const ended: Visitor = { kind: "anonymous", ended: "link" };

import { cookieValues } from "../headers/request-cookies.ts";
import type { RawHeaders } from "../read-request/raw-headers.ts";
import { appCookieName } from "../session-cache/app-cookie.ts";
import type { LinkPrincipal, UserPrincipal } from "../session-cache/principal.ts";
import type { AppCredential, Credential, LinkCredential } from "../session-cache/session-cache.ts";
import type { DoorDeps } from "./deps.ts";

/** Who came, and by which credential. */
export type Visitor =
  | {
      readonly kind: "user";
      readonly principal: UserPrincipal;
      readonly credential: Credential;
    }
  /** A guest of a share link. */
  | {
      readonly kind: "guest";
      readonly principal: LinkPrincipal;
      readonly credential: LinkCredential;
    }
  /** What came for a credential is none, and nothing else may stand in for it. */
  | { readonly kind: "refused"; readonly code: "KEY_INVALID" }
  /** `ended` says what no longer stands for anybody: a session, or a link alone. */
  | { readonly kind: "anonymous"; readonly ended: "session" | "link" | null };

export const stranger: Visitor = { kind: "anonymous", ended: null };
const ended: Visitor = { kind: "anonymous", ended: "session" };

/** The app cookies of a request whose HMAC is ours for this app; garbage is none and costs no lookup. */
export function credentialsOf(
  deps: DoorDeps,
  appId: string,
  rawHeaders: RawHeaders,
): readonly AppCredential[] {
  const values = cookieValues(rawHeaders, appCookieName(deps.apps.https));
  return values
    .map((value) => deps.cookies.read(appId, value))
    .filter((credential) => credential !== null);
}

/** The first of a request's credentials that stands for somebody. Throws what the session cache throws. */
export async function readVisitor(
  deps: DoorDeps,
  appId: string,
  rawHeaders: RawHeaders,
  address: string | null,
): Promise<Visitor> {
  return await visitorOfCredentials(deps, credentialsOf(deps, appId, rawHeaders), address);
}

/** The same for credentials that were read already. */
export async function visitorOfCredentials(
  deps: DoorDeps,
  credentials: readonly Credential[],
  address: string | null,
): Promise<Visitor> {
  for (const credential of credentials) {
    const principal =
      deps.sessions.peek(credential) ?? (await deps.sessions.get(credential, address));
    if (principal !== null && principal.kind !== "link") {
      return { kind: "user", principal, credential };
    }
  }
  return credentials.length > 0 ? ended : stranger;
}

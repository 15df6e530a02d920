import type { LinkScope } from "../share-link/link-scope.ts";

export type OrganizationRole = "owner" | "admin" | "member";

/** What kind of session a person came with. */
export type SessionPrincipalKind = "session" | "device" | "cli";

interface Person {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  /** By organization; those of the store, never of a cookie. */
  readonly roles: ReadonlyMap<string, readonly OrganizationRole[]>;
}

/** A person who came with a session, or with an app's cookie that stands for one. */
export interface SessionPrincipal extends Person {
  readonly kind: SessionPrincipalKind;
  readonly sessionId: string;
  /** Null when the person came with the session itself. */
  readonly appSessionId: string | null;
  /** The only app on which this credential means anything; null when it is good for all of them. */
  readonly appId: string | null;
}

/** A program that came with an API key: it acts as the person who made it, in one organization. */
export interface KeyPrincipal extends Person {
  readonly kind: "key";
  readonly keyId: string;
  readonly organizationId: string;
  /** The apps that the key opens. */
  readonly apps: "all" | ReadonlySet<string>;
  /** Whether it may call the API and the doors that take a session token. */
  readonly api: boolean;
}

/** The person as whom a request passes. */
export type UserPrincipal = SessionPrincipal | KeyPrincipal;

/** A guest who came by a share link: nobody in particular, in one app and for a part of it. */
export interface LinkPrincipal {
  readonly kind: "link";
  readonly linkId: string;
  readonly appSessionId: string;
  readonly appId: string;
  readonly scope: LinkScope;
}

/** Whoever is not a stranger. */
export type KnownPrincipal = UserPrincipal | LinkPrincipal;

export interface AnonymousPrincipal {
  readonly kind: "anonymous";
}

export type Principal = KnownPrincipal | AnonymousPrincipal;

export const anonymous: AnonymousPrincipal = { kind: "anonymous" };

/** The person behind a request; null for a guest and for a stranger. */
export function personOf(principal: Principal): UserPrincipal | null {
  return principal.kind === "anonymous" || principal.kind === "link" ? null : principal;
}

export type OrganizationRole = "owner" | "admin" | "member";

/** What kind of credential a person came with. */
export type PrincipalKind = "session" | "device" | "cli";

/** As whom a request passes. Roles are those of the store, never of a cookie. */
export interface UserPrincipal {
  readonly kind: PrincipalKind;
  readonly userId: string;
  readonly sessionId: string;
  /** Null when the person came with the session itself. */
  readonly appSessionId: string | null;
  /** The only app on which this credential means anything; null when it is good for all of them. */
  readonly appId: string | null;
  readonly name: string;
  readonly email: string;
  readonly roles: ReadonlyMap<string, readonly OrganizationRole[]>;
}

export interface AnonymousPrincipal {
  readonly kind: "anonymous";
}

export type Principal = UserPrincipal | AnonymousPrincipal;

export const anonymous: AnonymousPrincipal = { kind: "anonymous" };

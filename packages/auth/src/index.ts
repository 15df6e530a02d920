import type { Feed, Limiter } from "@homeport/coordination";
import type { Db } from "@homeport/db";
import type {
  Actor,
  Clock,
  DerivedKeys,
  Log,
  Metrics,
  Random,
  RequestContext,
  Stage,
} from "@homeport/platform";
import type { Membership, Session, SessionRow } from "./session/session.ts";

export type { Membership, Session, SessionKind, SessionRow } from "./session/session.ts";

export type SignUp = "closed" | "invite" | "open";

export interface AuthOptions {
  readonly db: Db;
  readonly feed: Feed;
  readonly limiter: Limiter;
  readonly keys: DerivedKeys;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly webUrl: URL;
  readonly stage: Stage;
  /** `HOMEPORT_SIGN_UP`; the very first person is always accepted. */
  readonly signUp: SignUp;
}

export interface ReadSessionOptions {
  /** Reads Postgres whatever the cookie cache says; for what is privileged. */
  readonly fresh?: boolean;
  /** Receives each `Set-Cookie` value; forward them, or the cookie cache is never written. */
  readonly setCookie?: (value: string) => void;
}

export interface Auth extends AsyncDisposable {
  /**
   * Answers `/api/auth/*`: only the enabled routes, everything else 404. `address` is the client's after
   * trusted proxies, null when unknown.
   */
  handler(request: Request, peer: { address: string | null; requestId: string }): Promise<Response>;
  /**
   * The live session of a request, from the signed cookie or `Authorization: Bearer <signed token>`; null when
   * there is none. Throws STORE_BUSY or STORE_DOWN when it cannot know.
   */
  readSession(headers: Headers, options?: ReadSessionOptions): Promise<Session | null>;
  /** Whether the next sign-up is accepted; true for the very first person. */
  readSignUp(): Promise<{ open: boolean; first: boolean; needsSetupCode: boolean }>;
}

export declare function createAuth(options: AuthOptions): Promise<Auth>;

/** The actor of a session; anonymous for null. */
export declare function actorOf(session: Session | null): Actor;

/** Every word that the roles grant together. An unknown role grants nothing. */
export declare function permissionsOf(roles: readonly string[]): ReadonlySet<Permission>;
export type Permission =
  | "app.read"
  | "app.open"
  | "app.write"
  | "app.operate"
  | "gate.read"
  | "gate.write"
  | "gate.share"
  | "host.read"
  | "host.enroll"
  | "host.manage"
  | "identity.read"
  | "identity.write"
  | "member.read"
  | "member.write"
  | "audit.read"
  | "catalog.install"
  | "organization.delete";

export interface AuthContext extends RequestContext {
  readonly db: Db;
}

/** The organizations of a person with live roles, the oldest membership first. */
export declare function listMemberships(
  ctx: AuthContext,
  input: { userId: string },
): Promise<Membership[]>;

/** Sessions of the acting person, the current one first, then the last seen. */
export declare function listSessions(ctx: AuthContext): Promise<SessionRow[]>;
/** Ends one of the acting person's sessions; SESSION_NOT_FOUND for anybody else's. */
export declare function revokeSession(
  ctx: AuthContext,
  input: { sessionId: string },
): Promise<void>;
/** Ends every other session of the acting person; answers how many. */
export declare function revokeOtherSessions(ctx: AuthContext): Promise<{ revoked: number }>;

/** Housekeeping of the worker; answers how many rows went. */
export declare function sweepAuth(deps: { db: Db }): Promise<{
  sessions: number;
  verifications: number;
  deviceCodes: number;
}>;

import type { Feed, Limiter } from "@homeport/coordination";
import type { Db } from "@homeport/db";
import type { KeyPrincipal } from "@homeport/gate";
import type { Clock, Keys, Log, Metrics, Random, Stage } from "@homeport/platform";
import type { Factors } from "./factors.ts";
import type { Mailer } from "./mail/mailer.ts";
import type { OperatorRule } from "./operator/read-operator.ts";
import type { ResetRateClass } from "./reset/ask-reset.ts";
import type { Session } from "./session/session.ts";
import type { SignInRateClass } from "./sign-in/address-limit.ts";
import type { SignUp, SignUpRule } from "./sign-up/sign-up.ts";

export interface AuthOptions {
  readonly db: Db;
  readonly feed: Feed;
  /** Made with `signInRateClasses` and `resetRateClasses` among its classes. */
  readonly limiter: Limiter<SignInRateClass | ResetRateClass>;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Public address of the console. */
  readonly webUrl: URL;
  readonly stage: Stage;
  /** `HOMEPORT_SIGN_UP`; the very first person is always accepted. */
  readonly signUp: SignUp;
  /** Whose addresses nobody may take; nobody's unless told. */
  readonly operators?: OperatorRule;
  /** Chain ids that wallets may sign for; Ethereum's alone unless told. */
  readonly walletChains?: readonly number[];
  /** Null where this installation sends no mail. */
  readonly mailer: Mailer | null;
}

export interface ReadSessionOptions {
  /** Reads Postgres whatever the cookie cache says; for what is privileged. */
  readonly fresh?: boolean;
  /** Receives each `Set-Cookie` value; forward them, or the cookie cache is never written. */
  readonly setCookie?: (value: string) => void;
}

/** Who sends a request, as the process that owns the socket knows it. */
export interface Peer {
  /** After trusted proxies; null when unknown. */
  readonly address: string | null;
  readonly requestId: string;
}

export interface Auth extends AsyncDisposable {
  /** Answers `/api/auth/*`: only the routes of `routes.ts`, everything else 404. */
  handler(request: Request, peer: Peer): Promise<Response>;
  /**
   * The live session of a request, from the signed cookie or `Authorization: Bearer <signed token>`; null when
   * there is none. Throws STORE_BUSY or STORE_DOWN when it cannot know.
   */
  readSession(headers: Headers, options?: ReadSessionOptions): Promise<Session | null>;
  /** The `Set-Cookie` value by which a paired device holds the session of this token. */
  deviceCookie(token: string): string;
  /**
   * Whom the API key of a request stands for, always read from Postgres; null for a request without one. Throws
   * KEY_INVALID, KEY_SCOPE without the right to call the API, TOO_MANY_TRIES, STORE_BUSY and STORE_DOWN.
   */
  readKey(headers: Headers, peer: Pick<Peer, "address">): Promise<KeyPrincipal | null>;
  /** Sends mail and tells operators what it could not; null where this installation sends none. */
  readonly mailer: Mailer | null;
  readSignUp(): Promise<SignUpRule>;
  /** What the verbs about ways of signing in stand on. */
  readonly factors: Factors;
  /** Logs the setup code when production waits for its first person. Call once at start. */
  announceSetup(): Promise<void>;
}

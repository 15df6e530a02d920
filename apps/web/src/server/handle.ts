import type { CallFailure } from "@homeport/api";
import type { InvitationView, Session, SignUpRule } from "@homeport/auth";

/** An error is plain data, since the bundle of the pages and the process share no classes. */
export type CallOutcome = { ok: true; data: unknown } | { ok: false; failure: CallFailure };

/**
 * What the pages may ask of the process that serves them. Pages are bundled by Next, the process is not; this
 * object on globalThis is their only meeting point, so stores and secrets never enter a page's bundle.
 */
export interface WebHandle {
  /**
   * Calls a tRPC procedure by its dotted path as whoever sent these headers. All calls of one `page` see one state of the catalog; what
   * else it is does not matter.
   */
  call(path: string, input: unknown, headers: Headers, page?: object): Promise<CallOutcome>;
  /** The live session of these headers, or null. Throws when the store cannot say. */
  readSession(headers: Headers): Promise<Session | null>;
  /** Whether somebody new may sign up here, and whether that person is the first. */
  readSignUp(): Promise<SignUpRule>;
  /** The invitation of a link; null for one that is no good. Called here, so that no token travels in a query. */
  readInvitation(token: string): Promise<InvitationView | null>;
  /** Public address of the console and of galleries. */
  webUrl(): string;
  /** The country that a place lies in; null at sea, and where outlines are too coarse to say. */
  countryAt(place: { latitude: number; longitude: number }): Promise<string | null>;
  /** Whether this installation sends mail. */
  sendsMail(): boolean;
  /** Writes an error of a page into the log, under the digest that the person was shown. */
  reportPageError(error: unknown, facts: { requestId: string; routePath: string }): void;
}

const place = Symbol.for("homeport.web");

type Holder = { [place]?: WebHandle };

/** Called once by `main.ts` before the first page is served. */
export function publishHandle(handle: WebHandle): void {
  (globalThis as Holder)[place] = handle;
}

/** The handle of this process; throws in a page that is rendered outside `main.ts`, as `next start` would. */
export function readHandle(): WebHandle {
  const handle = (globalThis as Holder)[place];
  if (handle === undefined) {
    throw new Error("Pages are served by src/main.ts, which publishes what they read.");
  }
  return handle;
}

import type { Session } from "@homeport/auth";

/** An error of a procedure, as plain data: the pages' bundle and the process share no classes. */
export interface CallFailure {
  /** A sentence that may be shown. */
  message: string;
  /** The name that tRPC gives the kind of error: NOT_FOUND, FORBIDDEN, … */
  code: string;
  httpStatus: number;
  /** The domain's own code, such as HOST_REVOKED. */
  appCode: string | undefined;
  retryable: boolean;
  retryAfterMs: number | undefined;
  requestId: string | undefined;
}

export type CallOutcome = { ok: true; data: unknown } | { ok: false; failure: CallFailure };

/**
 * What the pages may ask of the process that serves them. Pages are bundled by Next, the process is not; this
 * object on globalThis is their only meeting point, so stores and secrets never enter a page's bundle.
 */
export interface WebHandle {
  /** Calls a tRPC procedure by its dotted path as whoever sent these headers. */
  call(path: string, input: unknown, headers: Headers): Promise<CallOutcome>;
  /** The live session of these headers, or null. Throws when the store cannot say. */
  readSession(headers: Headers): Promise<Session | null>;
  /** Whether somebody new may sign up here, and whether that person is the first. */
  readSignUp(): Promise<SignUpState>;
}

export interface SignUpState {
  open: boolean;
  first: boolean;
  needsSetupCode: boolean;
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

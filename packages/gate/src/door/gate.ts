import type { ActingScope } from "../acting/acting-ticket.ts";
import type { AllowCode, GateCode } from "../decide/codes.ts";
import type { Dialect } from "../dialects/dialect.ts";
import type { FilteredAnswer } from "../headers/filter-answer.ts";
import type { Principal, UserPrincipal } from "../session-cache/principal.ts";
import type { AppEntry } from "../snapshot/entry.ts";
import type { GateSnapshot } from "../snapshot/snapshot.ts";

/** A request as the relay parsed it, with nothing decoded, joined or lower-cased. */
export interface GateRequest {
  readonly method: string;
  /** The raw request target (`req.url`). */
  readonly target: string;
  /** Names and values in turn (`req.rawHeaders`). */
  readonly rawHeaders: readonly string[];
  /** Whether the request asks for an upgrade. */
  readonly upgrade: boolean;
  /** The visitor's address after trusted proxies; null when unknown. */
  readonly address: string | null;
  readonly requestId: string;
  /** Set when a proxy asks that carries the request itself: the gate's own paths are not answered then. */
  readonly dialect?: Dialect;
}

/** A proxy's question about a request that it carries itself. It was found to be one that is trusted. */
export interface ProxiedRequest {
  readonly dialect: Dialect;
  /** Whether the proxy asks for the first time, or wants the answer of what was refused. */
  readonly step: "decide" | "answer";
  /** The sub-request's own; for Envoy its target is what follows the prefix, byte for byte. */
  readonly method: string;
  readonly target: string;
  readonly rawHeaders: readonly string[];
  /** The visitor's address as the proxy tells it; null when it does not. */
  readonly address: string | null;
  readonly requestId: string;
}

/** Why an open stream was ended. */
export type CutReason = "session-ended" | "not-allowed" | "app-removed" | "unsynced";

/** A request that may go to the app. */
export interface Passed {
  readonly kind: "pass";
  readonly code: AllowCode;
  readonly app: AppEntry;
  readonly hostname: string;
  readonly principal: Principal;
  /**
   * The request's headers for the app, names and values in turn: order, case and duplicates kept, Homeport's
   * cookies and spoofed names gone, identity headers at the end.
   */
  readonly rawHeaders: readonly string[];
  /**
   * Calls `cut` once, within a second, when this request would no longer pass: its session ended, a role or a
   * rule changed, the app went. Answers the function that ends the watch; call it when the stream ends.
   */
  watch(cut: (reason: CutReason) => void): () => void;
}

/** An answer that the gate makes itself; nothing reaches the app. */
export interface GateAnswer {
  readonly kind: "answer";
  /** Null for the gate's own endpoints. */
  readonly code: GateCode | null;
  readonly status: number;
  /** Names and values in turn; `Set-Cookie` may come more than once. */
  readonly headers: readonly string[];
  /** To be left out when the request was a HEAD. */
  readonly body: string;
  /** Known when the hostname is. */
  readonly app: AppEntry | null;
}

/** A program that names itself by a token and what it wants by an id, at an address that all apps share. */
export interface CallerRequest {
  /** The signed session token, or the API key, as it came; null when there is none. */
  readonly token: string | null;
  /** The visitor's address after trusted proxies; null when unknown. */
  readonly address: string | null;
  readonly requestId: string;
}

/** Web, which acts for a person once; see `issueActingTicket`. */
export interface ActingRequest extends ActingScope {
  readonly ticket: string;
  /** Whose tries that come to nothing are counted; null when unknown. */
  readonly address: string | null;
  readonly requestId: string;
}

export interface ProgramRequest extends CallerRequest {
  readonly appId: string;
  readonly method: string;
  /** Path and query as the app is to get them. */
  readonly target: string;
  /** Without cookies and without the token. */
  readonly rawHeaders: readonly string[];
}

/** A person behind a program, for doors that decide by roles. */
export interface Caller {
  readonly principal: UserPrincipal;
  /**
   * Calls `cut` once, within a second, when the session or key ends or `mayStay` no longer holds for the person as they
   * are then. Answers the function that ends the watch.
   */
  watch(
    mayStay: (principal: UserPrincipal) => boolean,
    cut: (reason: CutReason) => void,
  ): () => void;
}

export type Admission = Passed | GateAnswer;

export interface GateStatus {
  /** False until the first snapshot stands. */
  readonly ready: boolean;
  /** Infinity while unknown. */
  readonly feedAgeMs: number;
  readonly apps: number;
  readonly principals: number;
  readonly watched: number;
  /** False for good once the gate let a stranger into what is closed. */
  readonly canaryOk: boolean;
}

/** The relay's one door to the gate. `admit` never throws: what it cannot know it refuses with 503. */
export interface Gate extends AsyncDisposable {
  admit(request: GateRequest): Promise<Admission>;
  /** Answers a proxy in its dialect: 2xx allows, with the fields to set; anything else refuses. Never throws. */
  answerProxy(request: ProxiedRequest): Promise<GateAnswer>;
  /** Admits a program to an app by the app's own rules. Throws AdmissionRefused. */
  admitProgram(request: ProgramRequest): Promise<Passed>;
  /** Tells who a program is. Throws AdmissionRefused for a stranger, and when it cannot know. */
  readProgram(request: CallerRequest): Promise<Caller>;
  /** Uses a ticket up and tells for whom. Throws AdmissionRefused, TICKET_INVALID among others. */
  readActing(request: ActingRequest): Promise<Caller>;
  /** Takes Homeport's names and parent-domain cookies out of an app's answer, and its `X-Homeport-*`. */
  filterAnswer(rawHeaders: readonly string[]): FilteredAnswer;
  current(): GateSnapshot;
  /** For the registry: which changes the snapshot has taken in. `whenApplied` reads it there. */
  vitals(): Readonly<Record<string, unknown>>;
  /** Called after each new snapshot. Answers how to stop. */
  onSwap(listener: () => void): () => void;
  /** Resolves when the first snapshot stands; keeps trying until `signal` aborts. */
  whenReady(signal?: AbortSignal): Promise<void>;
  status(): GateStatus;
}

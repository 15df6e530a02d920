import type { AllowCode, GateCode } from "../decide/codes.ts";
import type { FilteredAnswer } from "../headers/filter-answer.ts";
import type { Principal } from "../session-cache/principal.ts";
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

export type Admission = Passed | GateAnswer;

export interface GateStatus {
  /** False until the first snapshot stands. */
  readonly ready: boolean;
  /** Infinity while unknown. */
  readonly feedAgeMs: number;
  readonly apps: number;
  readonly principals: number;
  readonly watched: number;
}

/** The relay's one door to the gate. `admit` never throws: what it cannot know it refuses with 503. */
export interface Gate extends AsyncDisposable {
  admit(request: GateRequest): Promise<Admission>;
  /** Takes Homeport's names and parent-domain cookies out of an app's answer, and its `X-Homeport-*`. */
  filterAnswer(rawHeaders: readonly string[]): FilteredAnswer;
  current(): GateSnapshot;
  /** Resolves when the first snapshot stands; keeps trying until `signal` aborts. */
  whenReady(signal?: AbortSignal): Promise<void>;
  status(): GateStatus;
}

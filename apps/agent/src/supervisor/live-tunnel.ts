/** The part of a dial that is under way; each has its own time limit. */
export type DialPhase = "resolving" | "connecting" | "handshaking";

/** A relay beside the one that was reached; `url` reaches that very relay. */
export interface OtherRelay {
  readonly relayId: string;
  readonly url?: string | undefined;
}

/** What a relay said when it asked for no more streams. */
export interface Leaving {
  readonly code: number;
  readonly reason: string;
  readonly graceMs: number;
}

/** A tunnel that is up. `onEnd` and `onGoAway` are called at most once each. */
export interface LiveTunnel {
  readonly relayId: string;
  readonly wire: string;
  readonly others: readonly OtherRelay[];
  isOpen(): boolean;
  rttMs(): number | null;
  /** Calls `onPong` when the relay has answered a ping that is sent now. */
  ping(onPong: () => void): void;
  onEnd(listener: (end: { code: number | null; reason: string; graceMs?: number }) => void): void;
  onGoAway(listener: (leaving: Leaving) => void): void;
  /** Takes no new streams, lets open ones finish for `withinMs`, then closes. */
  drain(code: number, withinMs: number): Promise<void>;
  destroy(reason: string): void;
}

/** One try to bring a tunnel up; `phase` is told as it goes, `signal` gives it up. */
export interface DialAttempt {
  readonly slot: number;
  readonly signal: AbortSignal;
  /** Relays that this tunnel must not reach; the dial fails when it meets one of them. */
  readonly avoid: readonly string[];
  /** Where to dial in place of the usual address. */
  readonly url?: string | undefined;
  phase(phase: DialPhase): void;
}

export type Dial = (attempt: DialAttempt) => Promise<LiveTunnel>;

/** Thrown by a dial that a relay refused with a close code of the protocol. */
export class DialRefused extends Error {
  readonly closeCode: number;
  readonly graceMs: number | undefined;

  constructor(closeCode: number, reason: string, graceMs?: number) {
    super(reason);
    this.name = "DialRefused";
    this.closeCode = closeCode;
    this.graceMs = graceMs;
  }
}

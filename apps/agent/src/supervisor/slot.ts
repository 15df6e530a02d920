import type { Clock, Random, Timer } from "@homeport/platform";
import { closeCodes } from "@homeport/tunnel";
import { type Ending, nextStep, settledAfterMs, stateLimitsMs } from "./next-step.ts";

export type SlotState =
  | "waiting"
  | "resolving"
  | "connecting"
  | "handshaking"
  | "live"
  | "draining"
  | "refused"
  | "replaced"
  | "stopped";

/** The part of a dial that is under way; each has its own time limit. */
export type DialPhase = "resolving" | "connecting" | "handshaking";

/** A tunnel that is up. `onEnd` and `onGoAway` are called at most once each. */
export interface LiveTunnel {
  readonly relayId: string;
  readonly wire: string;
  isOpen(): boolean;
  rttMs(): number | null;
  onEnd(listener: (end: { code: number | null; reason: string; graceMs?: number }) => void): void;
  onGoAway(listener: (code: number) => void): void;
  /** Takes no new streams, lets open ones finish for `withinMs`, then closes. */
  drain(code: number, withinMs: number): Promise<void>;
  destroy(reason: string): void;
}

/** One try to bring a tunnel up; `phase` is told as it goes, `signal` gives it up. */
export interface DialAttempt {
  readonly slot: number;
  readonly signal: AbortSignal;
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

/** What a person or a program may see of a slot. Times are epoch milliseconds. */
export interface SlotReport {
  readonly slot: number;
  readonly state: SlotState;
  readonly sinceMs: number;
  readonly nextAtMs: number | null;
  readonly relayId: string | null;
  readonly wire: string | null;
  readonly rttMs: number | null;
  readonly lastEnd: string | null;
}

export interface SlotParts {
  readonly index: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly dial: Dial;
  siblingIsLive(): boolean;
  onChange(report: SlotReport): void;
}

/**
 * One place for a tunnel. Modes, and who moves them:
 *
 * - waiting: the timer of a back-off, or of a wait that the relay named, runs; it starts a dial.
 * - resolving, connecting, handshaking: a dial is under way; the dial moves them forward, its own
 *   limit gives it up and leads to waiting, a refusal by the relay to refused or replaced.
 * - live: a tunnel is up; a check every few seconds notices one that ended without saying so.
 *   A GOAWAY of a draining relay starts the next dial at once; the old tunnel retires beside it.
 * - refused, replaced: the relay said no; a long timer leads to the next dial.
 * - draining: the agent stops; the tunnel finishes its streams.
 * - stopped: nothing runs any more.
 *
 * In every mode but stopped exactly one timer is armed that leads on; `hasTimer` lets a watchdog
 * see that this holds.
 */
export class Slot {
  readonly #parts: SlotParts;
  #state: SlotState = "stopped";
  #sinceMs = 0;
  #nextAtMs: number | null = null;
  #timer: Timer | null = null;
  #attempt: AbortController | null = null;
  #tunnel: LiveTunnel | null = null;
  #failures = 0;
  #liveSinceMs = 0;
  #lastEnd: string | null = null;

  constructor(parts: SlotParts) {
    this.#parts = parts;
  }

  get isLive(): boolean {
    return this.#state === "live";
  }

  get hasTimer(): boolean {
    return this.#timer !== null;
  }

  get tunnel(): LiveTunnel | null {
    return this.#state === "live" ? this.#tunnel : null;
  }

  start(): void {
    if (this.#state === "stopped") this.#wait("waiting", 0);
  }

  /** Ends the slot: an attempt is given up, a live tunnel drains for up to `withinMs`. */
  async stop(withinMs: number): Promise<void> {
    this.#attempt?.abort();
    this.#attempt = null;
    const tunnel = this.#tunnel;
    if (tunnel !== null && this.#state === "live") {
      this.#enter("draining", withinMs + 1_000, () => tunnel.destroy("the agent stopped"));
      await tunnel.drain(closeCodes.AGENT_STOP, withinMs);
    }
    this.#tunnel = null;
    this.#enter("stopped", null, () => undefined);
  }

  /** The watchdog's repair of a slot that cannot move by itself. */
  restart(): void {
    this.#attempt?.abort();
    this.#tunnel?.destroy("the slot had no timer");
    this.#tunnel = null;
    this.#wait("waiting", 0);
  }

  report(): SlotReport {
    return {
      slot: this.#parts.index,
      state: this.#state,
      sinceMs: this.#sinceMs,
      nextAtMs: this.#nextAtMs,
      relayId: this.#tunnel?.relayId ?? null,
      wire: this.#tunnel?.wire ?? null,
      rttMs: this.#tunnel?.rttMs() ?? null,
      lastEnd: this.#lastEnd,
    };
  }

  #wait(state: "waiting" | "refused" | "replaced", delayMs: number): void {
    this.#enter(state, delayMs, () => this.#beginDial());
  }

  #beginDial(): void {
    const attempt = new AbortController();
    this.#attempt = attempt;
    const isCurrent = () => this.#attempt === attempt;
    const giveUp = (phase: DialPhase) => {
      attempt.abort();
      this.#attempt = null;
      this.#fail({ code: null, reason: `${phase} took too long`, wasLive: false });
    };
    const phase = (name: DialPhase) => {
      if (isCurrent()) this.#enter(name, stateLimitsMs[name], () => giveUp(name));
    };
    phase("resolving");
    this.#parts.dial({ slot: this.#parts.index, signal: attempt.signal, phase }).then(
      (tunnel) => {
        // A tunnel that came up after its attempt was given up serves nobody.
        if (isCurrent()) this.#goLive(tunnel);
        else tunnel.destroy("the attempt was given up");
      },
      (error: unknown) => {
        if (isCurrent()) this.#fail(endingOf(error));
      },
    );
  }

  #goLive(tunnel: LiveTunnel): void {
    this.#attempt = null;
    this.#tunnel = tunnel;
    this.#lastEnd = null;
    this.#liveSinceMs = this.#parts.clock.monotonicMs();
    tunnel.onEnd((end) => {
      if (this.#tunnel === tunnel) this.#lose({ ...end, wasLive: true });
    });
    tunnel.onGoAway((code) => {
      if (this.#tunnel === tunnel && this.#state === "live") this.#retire(tunnel, code);
    });
    this.#enter("live", stateLimitsMs.liveCheck, () => this.#check(tunnel));
  }

  #check(tunnel: LiveTunnel): void {
    if (!tunnel.isOpen()) {
      this.#lose({ code: null, reason: "the tunnel ended without a word", wasLive: true });
      return;
    }
    if (this.#liveForMs() >= settledAfterMs) this.#failures = 0;
    this.#arm(stateLimitsMs.liveCheck, () => this.#check(tunnel));
  }

  /** The relay asked for no more streams: the old tunnel finishes its own while the next one comes up. */
  #retire(tunnel: LiveTunnel, code: number): void {
    this.#tunnel = null;
    const timer = this.#parts.clock.after(stateLimitsMs.draining, () =>
      tunnel.destroy("its relay drained for too long"),
    );
    tunnel.onEnd(() => timer.cancel());
    this.#fail({ code, reason: "the relay drains", wasLive: true });
  }

  #lose(ending: Ending): void {
    this.#tunnel = null;
    if (this.#state === "draining" || this.#state === "stopped") return;
    if (this.#liveForMs() >= settledAfterMs) this.#failures = 0;
    this.#fail(ending);
  }

  #fail(ending: Ending): void {
    this.#attempt = null;
    this.#failures += 1;
    this.#lastEnd = ending.reason;
    const step = nextStep(ending, {
      failures: this.#failures,
      siblingIsLive: this.#parts.siblingIsLive(),
      random: this.#parts.random.number(),
    });
    this.#wait(step.state, step.delayMs);
  }

  #liveForMs(): number {
    return this.#parts.clock.monotonicMs() - this.#liveSinceMs;
  }

  #enter(state: SlotState, limitMs: number | null, onLimit: () => void): void {
    this.#state = state;
    this.#sinceMs = this.#parts.clock.nowMs();
    this.#timer?.cancel();
    this.#timer = null;
    this.#nextAtMs = limitMs === null ? null : this.#sinceMs + limitMs;
    if (limitMs !== null) this.#arm(limitMs, onLimit);
    this.#parts.onChange(this.report());
  }

  #arm(limitMs: number, onLimit: () => void): void {
    this.#timer?.cancel();
    this.#timer = this.#parts.clock.after(limitMs, () => {
      this.#timer = null;
      onLimit();
    });
  }
}

function endingOf(error: unknown): Ending {
  if (error instanceof DialRefused) {
    return { code: error.closeCode, reason: error.message, wasLive: false, graceMs: error.graceMs };
  }
  const reason = error instanceof Error ? error.message : "the dial failed";
  return { code: null, reason, wasLive: false };
}

import type { Clock, Random, Timer } from "@homeport/platform";
import { closeCodes } from "@homeport/tunnel";
import {
  type Dial,
  type DialPhase,
  DialRefused,
  type Leaving,
  type LiveTunnel,
} from "./live-tunnel.ts";
import { type Ending, nextStep, settledAfterMs, stateLimitsMs } from "./next-step.ts";
import { Retiring } from "./retiring.ts";
import { searchRelay } from "./search-relay.ts";

/** How long a relay may take to answer after this machine slept. */
const answerAfterSleepMs = 3_000;
/** How long after a renewal that found no relay the next one begins. */
const renewAgainMs = 5_000;

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
 *   `spread` looks for another relay beside the live tunnel and moves over when it found one;
 *   `renew` does so for the same or any relay, since the host has another key.
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
  #search: AbortController | null = null;
  readonly #retiring: Retiring;

  constructor(parts: SlotParts) {
    this.#parts = parts;
    this.#retiring = new Retiring(parts.clock);
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

  /**
   * Ends the slot: an attempt is given up; a live tunnel, and those that retire, drain for up to
   * `withinMs`.
   */
  async stop(withinMs: number): Promise<void> {
    this.#attempt?.abort();
    this.#attempt = null;
    const tunnel = this.#tunnel;
    if (tunnel !== null) this.#retiring.add(tunnel, withinMs + 1_000);
    if (this.#retiring.size > 0) {
      this.#enter("draining", withinMs + 1_000, () => this.#retiring.destroy("the agent stopped"));
      await this.#retiring.drain(closeCodes.AGENT_STOP, withinMs);
    }
    this.#tunnel = null;
    this.#enter("stopped", null, () => undefined);
  }

  /**
   * The machine slept: a live tunnel has 3 s to answer or is dialled again, and a back-off that
   * was for a network of before is over.
   */
  wake(): void {
    if (this.#state === "waiting") this.#beginDial();
    const tunnel = this.tunnel;
    if (tunnel === null) return;
    const timer = this.#parts.clock.after(answerAfterSleepMs, () => {
      tunnel.destroy("no answer after this machine slept");
    });
    tunnel.ping(() => timer.cancel());
    tunnel.onEnd(() => timer.cancel());
  }

  /** Moves to another relay when the live tunnel is at one of `taken` and the relay knows others. */
  spread(taken: readonly string[]): void {
    const tunnel = this.tunnel;
    if (tunnel === null || this.#search !== null || !taken.includes(tunnel.relayId)) return;
    if (tunnel.others.every(({ relayId }) => taken.includes(relayId))) return;
    const search = new AbortController();
    this.#search = search;
    const { index, clock, random, dial } = this.#parts;
    const { others } = tunnel;
    searchRelay({ slot: index, clock, random, dial, signal: search.signal, avoid: taken, others })
      .then(
        (found) => {
          if (found !== null) this.#moveTo(found, tunnel);
        },
        () => undefined,
      )
      .finally(() => {
        if (this.#search === search) this.#search = null;
      });
  }

  /**
   * Replaces the live tunnel by a new one, at a relay where the host has none beside it if there is one. It is tried
   * until it succeeds, or until the slot dials anyway.
   */
  renew(siblings: readonly string[]): void {
    const tunnel = this.tunnel;
    if (tunnel === null) return;
    this.#search?.abort();
    const search = new AbortController();
    this.#search = search;
    this.#renewal(siblings, search.signal).then(
      (found) => {
        if (this.#search === search) this.#search = null;
        this.#moveTo(found, tunnel);
      },
      () => undefined,
    );
  }

  async #renewal(siblings: readonly string[], signal: AbortSignal): Promise<LiveTunnel> {
    const { index, clock, random, dial } = this.#parts;
    for (;;) {
      for (const avoid of [siblings, []]) {
        const found = await searchRelay({
          ...{ slot: index, clock, random, dial, signal, avoid, others: [] },
        });
        if (found !== null) return found;
      }
      await clock.sleep(renewAgainMs, signal);
    }
  }

  /** The watchdog's repair of a slot that cannot move by itself. */
  restart(): void {
    this.#attempt?.abort();
    this.#search?.abort();
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
    const { index } = this.#parts;
    this.#parts.dial({ slot: index, signal: attempt.signal, avoid: [], phase }).then(
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
    tunnel.onGoAway((leaving) => {
      if (this.#tunnel === tunnel && this.#state === "live") this.#retire(tunnel, leaving);
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

  /** A tunnel to another relay came up beside the live one, which finishes its streams. */
  #moveTo(found: LiveTunnel, old: LiveTunnel): void {
    if (this.#tunnel !== old || this.#state !== "live") {
      found.destroy("the slot went on without it");
      return;
    }
    this.#retiring.add(old, stateLimitsMs.draining + 1_000);
    this.#goLive(found);
    void old.drain(closeCodes.AGENT_STOP, stateLimitsMs.draining);
  }

  /** The relay asked for no more streams: the old tunnel finishes its own while the next one comes up. */
  #retire(tunnel: LiveTunnel, leaving: Leaving): void {
    this.#tunnel = null;
    this.#retiring.add(tunnel, stateLimitsMs.draining);
    this.#fail({ ...leaving, wasLive: true });
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
    if (state !== "live") this.#search?.abort();
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

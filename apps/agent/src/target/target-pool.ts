import type { Socket } from "node:net";
import type { Clock, Timer } from "@homeport/platform";

/** Shorter than the 5 s after which Node servers close an idle connection, so we seldom meet that. */
const idleMs = 4_000;
const sweepEveryMs = 1_000;
/** What is kept for longer than one sweep. */
const keptEach = 32;
/** A burst may release more than is kept; most of it is taken again before the next sweep. */
const mostEach = 1_024;
const spoilingEvents = ["data", "end", "close", "error"] as const;

interface Idle {
  readonly socket: Socket;
  readonly sinceMs: number;
  readonly spoil: () => void;
}

/**
 * Connections to targets that finished an exchange and wait for the next one, last in first out.
 * One that says anything or ends while it is idle answers nobody: it is destroyed. One timer looks
 * after all of them, and only while there are any: no request pays for a timer of its own.
 */
export class TargetPool {
  readonly #clock: Clock;
  readonly #idle = new Map<string, Idle[]>();
  #sweep: Timer | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The connection used last for this target, without listeners and paused; null when none waits. */
  take(key: string): Socket | null {
    const idle = this.#idle.get(key)?.pop();
    if (idle === undefined) return null;
    release(idle);
    return idle.socket;
  }

  /** Keeps a connection whose exchange is complete. The caller has removed its own listeners. */
  keep(key: string, socket: Socket): void {
    const waiting = this.#waitingFor(key);
    if (socket.destroyed || !socket.writable || waiting.length >= mostEach) {
      socket.destroy();
      return;
    }
    const spoil = (): void => {
      const at = waiting.indexOf(idle);
      if (at >= 0) waiting.splice(at, 1);
      drop(idle);
    };
    const idle: Idle = { socket, sinceMs: this.#clock.monotonicMs(), spoil };
    for (const event of spoilingEvents) socket.on(event, spoil);
    socket.resume();
    waiting.push(idle);
    this.#sweep ??= this.#clock.after(sweepEveryMs, () => this.#onSweep()).unref();
  }

  /** Destroys every idle connection. */
  close(): void {
    this.#sweep?.cancel();
    this.#sweep = null;
    for (const waiting of this.#idle.values()) {
      for (const idle of waiting) drop(idle);
    }
    this.#idle.clear();
  }

  #waitingFor(key: string): Idle[] {
    const known = this.#idle.get(key);
    if (known !== undefined) return known;
    const waiting: Idle[] = [];
    this.#idle.set(key, waiting);
    return waiting;
  }

  /** Destroys what would be too old at the next sweep, and the oldest of what is too many. */
  #onSweep(): void {
    this.#sweep = null;
    const bornAfterMs = this.#clock.monotonicMs() - (idleMs - sweepEveryMs);
    for (const [key, waiting] of this.#idle) {
      const old = waiting.filter((idle) => idle.sinceMs <= bornAfterMs).length;
      const surplus = Math.max(old, waiting.length - keptEach);
      for (const idle of waiting.splice(0, surplus)) drop(idle);
      if (waiting.length === 0) this.#idle.delete(key);
    }
    if (this.#idle.size === 0) return;
    this.#sweep = this.#clock.after(sweepEveryMs, () => this.#onSweep()).unref();
  }
}

function drop(idle: Idle): void {
  release(idle);
  idle.socket.on("error", () => undefined);
  idle.socket.destroy();
}

function release(idle: Idle): void {
  for (const event of spoilingEvents) idle.socket.off(event, idle.spoil);
  idle.socket.pause();
}

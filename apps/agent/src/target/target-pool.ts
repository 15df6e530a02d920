import type { Clock, Timer } from "@homeport/platform";
import type { ConnectionUser, TargetConnection } from "./target-connection.ts";

/** Shorter than the 5 s after which Node servers close an idle connection, so we seldom meet that. */
const idleMs = 4_000;
const sweepEveryMs = 1_000;
/** Of one target. A burst hands most of its connections straight on to the next, so more hardly ever wait. */
const mostEach = 32;

interface Idle {
  readonly connection: TargetConnection;
  readonly sinceMs: number;
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

  /** The connection used last for this target; null when none waits. Whoever takes it has it serve them at once. */
  take(key: string): TargetConnection | null {
    return this.#idle.get(key)?.pop()?.connection ?? null;
  }

  /** Keeps a connection whose exchange is complete. */
  keep(key: string, connection: TargetConnection): void {
    const waiting = this.#waitingFor(key);
    const { socket } = connection;
    if (socket.destroyed || !socket.writable || waiting.length >= mostEach) {
      connection.end("at-once");
      return;
    }
    connection.serve(new Spoiler(waiting, connection));
    waiting.push({ connection, sinceMs: this.#clock.monotonicMs() });
    this.#sweep ??= this.#clock.after(sweepEveryMs, () => this.#onSweep()).unref();
  }

  /** Destroys every idle connection. */
  close(): void {
    this.#sweep?.cancel();
    this.#sweep = null;
    for (const waiting of this.#idle.values()) {
      for (const idle of waiting) idle.connection.end("at-once");
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

  /** Destroys what would be too old at the next sweep. */
  #onSweep(): void {
    this.#sweep = null;
    const bornAfterMs = this.#clock.monotonicMs() - (idleMs - sweepEveryMs);
    for (const [key, waiting] of this.#idle) {
      const old = waiting.filter((idle) => idle.sinceMs <= bornAfterMs).length;
      for (const idle of waiting.splice(0, old)) idle.connection.end("at-once");
      if (waiting.length === 0) this.#idle.delete(key);
    }
    if (this.#idle.size === 0) return;
    this.#sweep = this.#clock.after(sweepEveryMs, () => this.#onSweep()).unref();
  }
}

/** Looks after a connection that serves nobody: whatever it says or does, it is of no use any more. */
class Spoiler implements ConnectionUser {
  readonly #waiting: Idle[];
  readonly #connection: TargetConnection;

  constructor(waiting: Idle[], connection: TargetConnection) {
    this.#waiting = waiting;
    this.#connection = connection;
  }

  heard(): void {
    this.#spoil();
  }

  drained(): void {}

  fell(): void {
    this.#spoil();
  }

  broke(): void {
    this.#spoil();
  }

  gone(): void {
    this.#spoil();
  }

  #spoil(): void {
    const at = this.#waiting.findIndex(({ connection }) => connection === this.#connection);
    if (at >= 0) this.#waiting.splice(at, 1);
    this.#connection.end("at-once");
  }
}

import type { Socket } from "node:net";
import type { Clock, Timer } from "@homeport/platform";

/** Shorter than the 5 s after which Node servers close an idle connection, so we seldom meet that. */
const idleMs = 4_000;
const maxIdleEach = 32;

interface Idle {
  readonly socket: Socket;
  readonly timer: Timer;
  readonly spoil: () => void;
}

/**
 * Connections to targets that finished an exchange and wait for the next one, last in first out.
 * One that says anything or ends while it is idle answers nobody: it is destroyed.
 */
export class TargetPool {
  readonly #clock: Clock;
  readonly #idle = new Map<string, Idle[]>();

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
    const waiting = this.#idle.get(key) ?? [];
    if (socket.destroyed || !socket.writable || waiting.length >= maxIdleEach) {
      socket.destroy();
      return;
    }
    const drop = (): void => {
      const at = waiting.indexOf(idle);
      if (at >= 0) waiting.splice(at, 1);
      release(idle);
      socket.on("error", () => undefined);
      socket.destroy();
    };
    const idle: Idle = { socket, timer: this.#clock.after(idleMs, drop), spoil: drop };
    for (const event of ["data", "end", "close", "error"]) socket.once(event, drop);
    socket.resume();
    waiting.push(idle);
    this.#idle.set(key, waiting);
  }

  /** Destroys every idle connection. */
  close(): void {
    for (const waiting of this.#idle.values()) {
      for (const idle of [...waiting]) idle.spoil();
    }
    this.#idle.clear();
  }
}

function release(idle: Idle): void {
  idle.timer.cancel();
  for (const event of ["data", "end", "close", "error"]) idle.socket.off(event, idle.spoil);
  idle.socket.pause();
}

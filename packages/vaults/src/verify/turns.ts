import type { Clock } from "@homeport/platform";

/** For about so long a computation may keep the others of its process waiting. */
const shareMs = 10;

/** Lets a long computation stop now and then, so that timers and sockets of its process have their turn. */
export class Turns {
  readonly #clock: Pick<Clock, "monotonicMs">;
  #sinceMs: number;

  constructor(clock: Pick<Clock, "monotonicMs">) {
    this.#clock = clock;
    this.#sinceMs = clock.monotonicMs();
  }

  /** Settles at once while its share of time lasts, then after whoever waits. */
  async pass(): Promise<void> {
    if (this.#clock.monotonicMs() - this.#sinceMs < shareMs) return;
    await new Promise((turn) => setImmediate(turn));
    this.#sinceMs = this.#clock.monotonicMs();
  }
}

import type { Clock } from "@homeport/platform";
import type { LiveTunnel } from "./live-tunnel.ts";

/** Tunnels that take no new streams and finish their own, each with a limit of its own. */
export class Retiring {
  readonly #clock: Clock;
  readonly #tunnels = new Set<LiveTunnel>();
  #onEmpty: () => void = () => undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#tunnels.size;
  }

  /** Lets `tunnel` finish for `withinMs`; it is destroyed then. */
  add(tunnel: LiveTunnel, withinMs: number): void {
    this.#tunnels.add(tunnel);
    const timer = this.#clock.after(withinMs, () => tunnel.destroy("it drained for too long"));
    tunnel.onEnd(() => {
      timer.cancel();
      this.#tunnels.delete(tunnel);
      if (this.#tunnels.size === 0) this.#onEmpty();
    });
  }

  /** Ends them all once their streams are done, or after `withinMs`; over, too, when they were destroyed. */
  async drain(code: number, withinMs: number): Promise<void> {
    if (this.#tunnels.size === 0) return;
    const emptied = new Promise<void>((resolve) => {
      this.#onEmpty = resolve;
    });
    const drained = [...this.#tunnels].map((tunnel) => tunnel.drain(code, withinMs));
    await Promise.race([Promise.all(drained), emptied]);
    this.destroy("the agent stopped");
  }

  destroy(reason: string): void {
    for (const tunnel of this.#tunnels) tunnel.destroy(reason);
  }
}

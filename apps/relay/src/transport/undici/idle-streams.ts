import type { Budget, Mux, Wheel, WheelMember } from "@homeport/tunnel";
import type { AnswerStream } from "./answer-stream.ts";

/** Each holds a window of 256 KiB of the tunnel's 32 MiB: all of them together take a quarter. */
const mostATunnel = 32;

/**
 * Streams that finished an exchange and wait for the next one of their app. undici ends each after 4 s; the wheel ends
 * them earlier where they are in the way: on a tunnel that takes no new streams, or when windows become scarce.
 */
export class IdleStreams implements WheelMember {
  readonly #wheel: Wheel;
  readonly #budget: Pick<Budget, "usedBytes" | "maxBytes">;
  readonly #byTunnel = new Map<Mux, Set<AnswerStream>>();
  readonly #tunnelOf = new Map<AnswerStream, Mux>();

  constructor(wheel: Wheel, budget: Pick<Budget, "usedBytes" | "maxBytes">) {
    this.#wheel = wheel;
    this.#budget = budget;
  }

  get size(): number {
    return this.#tunnelOf.size;
  }

  /** Answers whether there is room for it. */
  add(answers: AnswerStream, mux: Mux): boolean {
    const idle = this.#byTunnel.get(mux) ?? new Set();
    if (idle.size >= mostATunnel || this.#isUnwanted(mux)) return false;
    if (this.#tunnelOf.size === 0) this.#wheel.add(this);
    this.#byTunnel.set(mux, idle.add(answers));
    this.#tunnelOf.set(answers, mux);
    return true;
  }

  remove(answers: AnswerStream): void {
    const mux = this.#tunnelOf.get(answers);
    if (mux === undefined) return;
    this.#tunnelOf.delete(answers);
    const idle = this.#byTunnel.get(mux);
    idle?.delete(answers);
    if (idle?.size === 0) this.#byTunnel.delete(mux);
    if (this.#tunnelOf.size === 0) this.#wheel.remove(this);
  }

  onTick(): void {
    for (const [mux, idle] of this.#byTunnel) {
      if (this.#isUnwanted(mux)) for (const answers of [...idle]) answers.duplex.destroy();
    }
  }

  #isUnwanted(mux: Mux): boolean {
    return mux.draining || this.#budget.usedBytes * 2 > this.#budget.maxBytes;
  }
}

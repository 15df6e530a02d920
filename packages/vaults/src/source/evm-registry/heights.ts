import type { Clock } from "@homeport/platform";
import type { BlockTag, Endpoint } from "./endpoint.ts";
import { type FailureReason, ReadFailure, readFailure } from "./failure.ts";
import { settleEnough } from "./settle-enough.ts";

/** How high a chain stands, and who has come so far. */
export interface Height {
  readonly block: number;
  /** In the order of choice. */
  readonly endpoints: readonly Endpoint[];
}

const freshForMs = 1_000;
const unknownBlockMs = 12_000;

/**
 * How high a chain stands: asked of all its endpoints at most once a second, whoever wants to know. It stands where as many as
 * have to agree have come; those that have not come so far, or that hang, are asked nothing until they have.
 */
export class Heights {
  readonly #clock: Pick<Clock, "monotonicMs" | "after">;
  readonly #endpoints: readonly Endpoint[];
  readonly #quorum: number;
  readonly #deadlineMs: number;
  readonly #read = new Map<BlockTag, { readonly atMs: number; readonly height: Promise<Height> }>();
  #first: { readonly block: number; readonly atMs: number } | null = null;
  #last: { readonly block: number; readonly atMs: number } | null = null;

  constructor(
    clock: Pick<Clock, "monotonicMs" | "after">,
    of: {
      readonly endpoints: readonly Endpoint[];
      readonly quorum: number;
      readonly deadlineMs: number;
    },
  ) {
    this.#clock = clock;
    this.#endpoints = of.endpoints;
    this.#quorum = of.quorum;
    this.#deadlineMs = of.deadlineMs;
  }

  /** Throws ReadFailure where too few of the endpoints can say. */
  at(tag: BlockTag): Promise<Height> {
    const known = this.#read.get(tag);
    const atMs = this.#clock.monotonicMs();
    if (known !== undefined && atMs - known.atMs < freshForMs) return known.height;
    const height = this.#ask(tag);
    height.catch(() => undefined);
    this.#read.set(tag, { atMs, height });
    return height;
  }

  /** How long a block takes here, as far as this process has seen any. */
  blockMs(): number {
    if (this.#first === null || this.#last === null) return unknownBlockMs;
    const blocks = this.#last.block - this.#first.block;
    return blocks < 2 ? unknownBlockMs : (this.#last.atMs - this.#first.atMs) / blocks;
  }

  async #ask(tag: BlockTag): Promise<Height> {
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, AbortSignal.timeout(this.#deadlineMs)]);
    const asked = await settleEnough(
      this.#clock,
      this.#endpoints.map((endpoint) => endpoint.readHeight(tag, signal)),
      this.#quorum,
    );
    // Nobody hears any more what the others would say.
    over.abort();
    const heights = asked.map((one) => (one.status === "fulfilled" ? one.value : null));
    const known = heights.filter((height) => height !== null).sort((a, b) => b - a);
    const block = known[this.#quorum - 1];
    if (block === undefined) throw firstFailure(asked);
    if (tag === "latest") this.#note(block);
    const endpoints = this.#endpoints.filter((_, at) => (heights[at] ?? -1) >= block);
    return { block, endpoints };
  }

  #note(block: number): void {
    this.#last = { block, atMs: this.#clock.monotonicMs() };
    if (this.#first === null || block < this.#first.block) this.#first = this.#last;
  }
}

/** Of several that failed, one that serves another chain is what somebody has to know of first. */
export function firstFailure(asked: readonly PromiseSettledResult<unknown>[]): ReadFailure {
  const failures = asked.flatMap((one) =>
    one.status === "rejected" ? [readFailure(one.reason)] : [],
  );
  const worst: FailureReason = "wrong-chain";
  const told = failures.find(({ reason }) => reason === worst) ?? failures[0];
  return told ?? new ReadFailure("unreachable");
}

import type { WorkKind } from "@homeport/gallery";
import { createDecoder, type Decoder, type DecoderOptions } from "./decoder.ts";

/** The decoders of one worker: one for first renditions, which people wait for, and some for all the rest. */
export interface DecoderPool extends AsyncDisposable {
  /** Lends a decoder until `fn` has ended; waits for one while all are lent. False where the signal ended the wait. */
  use(
    kind: WorkKind,
    signal: AbortSignal,
    fn: (decoder: Decoder) => Promise<void>,
  ): Promise<boolean>;
  pids(): number[];
  /**
   * Starts one for first renditions. Throws until one of them all has said that it is there, and CONFIG_INVALID once one
   * has said that it may not decode.
   */
  check(): Promise<void>;
  /** Of all of them. */
  residentBytes(): number;
}

export function createDecoderPool(options: DecoderOptions & { decoders: number }): DecoderPool {
  const ingest = createLane([createDecoder(options)]);
  const rest = createLane(Array.from({ length: options.decoders }, () => createDecoder(options)));
  const all = [...ingest.decoders, ...rest.decoders];
  return {
    use: (kind, signal, fn) => (kind === "ingest" ? ingest : rest).use(signal, fn),
    pids: () => all.flatMap((decoder) => decoder.pid() ?? []),
    async check() {
      for (const decoder of all) decoder.refuseUnfit();
      if (all.some((decoder) => decoder.hasAnswered())) return;
      for (const decoder of ingest.decoders) decoder.warm();
      throw new Error("No decoder has answered");
    },
    residentBytes: () => all.reduce((sum, decoder) => sum + decoder.residentBytes(), 0),
    async [Symbol.asyncDispose]() {
      await Promise.all(all.map((decoder) => decoder[Symbol.asyncDispose]()));
    },
  };
}

function createLane(decoders: readonly Decoder[]) {
  const free = [...decoders];
  const waiting: ((decoder: Decoder | null) => void)[] = [];

  async function borrow(signal: AbortSignal): Promise<Decoder | null> {
    if (signal.aborted) return null;
    const decoder = free.pop();
    if (decoder !== undefined) return decoder;
    const { promise, resolve } = Promise.withResolvers<Decoder | null>();
    const leave = () => {
      const at = waiting.indexOf(resolve);
      if (at < 0) return;
      waiting.splice(at, 1);
      resolve(null);
    };
    waiting.push(resolve);
    signal.addEventListener("abort", leave, { once: true });
    return await promise.finally(() => signal.removeEventListener("abort", leave));
  }

  function giveBack(decoder: Decoder): void {
    const next = waiting.shift();
    if (next === undefined) free.push(decoder);
    else next(decoder);
  }

  return {
    decoders,
    async use(signal: AbortSignal, fn: (decoder: Decoder) => Promise<void>): Promise<boolean> {
      const decoder = await borrow(signal);
      if (decoder === null) return false;
      try {
        await fn(decoder);
        return true;
      } finally {
        giveBack(decoder);
      }
    },
  };
}

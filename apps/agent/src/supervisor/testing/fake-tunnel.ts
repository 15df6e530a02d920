import type { Leaving, LiveTunnel, OtherRelay } from "../live-tunnel.ts";

/** A tunnel that does what a test tells it to. */
export interface FakeTunnel extends LiveTunnel {
  readonly isGoing: boolean;
  /** Codes with which it was drained. */
  readonly drained: readonly number[];
  destroyed: string | null;
  /** Whether pings are answered. */
  answers: boolean;
  end(code: number | null, reason?: string): void;
  goAway(code: number, reason?: string): void;
  /** Keeps drains from finishing until the answered function is called. */
  holdDrain(): () => void;
}

export function fakeTunnel(relayId = "relay-1", others: readonly OtherRelay[] = []): FakeTunnel {
  let onEnd: ((end: { code: number | null; reason: string }) => void)[] = [];
  let onGoAway: (leaving: Leaving) => void = () => undefined;
  let drains: Promise<void> = Promise.resolve();
  let isGoing = false;
  const drained: number[] = [];
  const made: FakeTunnel = {
    ...{ relayId, others, drained, wire: "memory", destroyed: null, answers: true },
    get isGoing() {
      return isGoing;
    },
    isOpen: () => made.destroyed === null,
    rttMs: () => 1,
    ping: (onPong) => {
      if (made.answers) onPong();
    },
    onEnd: (listener) => onEnd.push(listener),
    onGoAway: (listener) => {
      onGoAway = listener;
    },
    drain: async (code) => {
      drained.push(code);
      await drains;
      made.end(code);
    },
    destroy: (reason) => {
      made.destroyed = reason;
      made.end(null, reason);
    },
    end: (code, reason = "lost") => {
      const listeners = onEnd;
      onEnd = [];
      for (const listener of listeners) listener({ code, reason });
    },
    goAway: (code, reason = "the relay drains") => {
      isGoing = true;
      onGoAway({ code, reason, graceMs: 0 });
    },
    holdDrain() {
      const { promise, resolve } = Promise.withResolvers<void>();
      drains = promise;
      return resolve;
    },
  };
  return made;
}

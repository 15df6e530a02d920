import type { Clock } from "@homeport/platform";
import { closeCodes, type Mux, type MuxEnd, type MuxHandlers, type Wire } from "@homeport/tunnel";
import type { Leaving, LiveTunnel, OtherRelay } from "../supervisor/live-tunnel.ts";

export interface LiveMuxParts {
  readonly clock: Clock;
  readonly wire: Pick<Wire, "kind">;
  readonly relayId: string;
  readonly others: readonly OtherRelay[];
  /** Starts the mux with what this side must hear of it. */
  start(handlers: Pick<MuxHandlers, "onGoAway" | "onExhausted" | "onClose">): Mux;
  /** The mux is up; what is answered is called when it is to be left. */
  onUp(mux: Mux, tunnel: LiveTunnel): () => void;
  onEnd?(end: MuxEnd): void;
}

/** Makes of a mux what a slot holds: a tunnel that tells when it is left, and when it is over. */
export function goLive(parts: LiveMuxParts): { readonly mux: Mux; readonly tunnel: LiveTunnel } {
  const { clock } = parts;
  const endListeners: ((end: { code: number | null; reason: string }) => void)[] = [];
  const goAwayListeners: ((leaving: Leaving) => void)[] = [];
  let ended: MuxEnd | null = null;
  let leave: () => void = () => undefined;
  const onLeaving = (leaving: Leaving) => {
    leave();
    for (const listener of goAwayListeners) listener(leaving);
  };
  const mux = parts.start({
    onGoAway: ({ code, text, graceMs }) => onLeaving({ code, reason: text, graceMs }),
    onExhausted: () => {
      onLeaving({ code: closeCodes.SERVER_DRAIN, reason: "its stream ids ran out", graceMs: 0 });
    },
    onClose: (end) => {
      ended = end;
      parts.onEnd?.(end);
      for (const listener of endListeners) listener({ code: end.code, reason: end.text });
    },
  });
  const tunnel: LiveTunnel = {
    relayId: parts.relayId,
    wire: parts.wire.kind,
    others: parts.others,
    isOpen: () => ended === null,
    rttMs: () => mux.status().rttMs,
    ping: (onPong) => mux.ping(onPong),
    onEnd: (listener) => endListeners.push(listener),
    onGoAway: (listener) => goAwayListeners.push(listener),
    drain: (code, withinMs) => {
      leave();
      return drainMux(clock, mux, code, withinMs, tunnel);
    },
    destroy: (reason) => mux.destroy(closeCodes.INTERNAL, reason),
  };
  leave = parts.onUp(mux, tunnel);
  return { mux, tunnel };
}

/** GOAWAY, then waits until the open streams are done or the time is up, then closes. */
async function drainMux(
  clock: Clock,
  mux: Mux,
  code: number,
  withinMs: number,
  tunnel: LiveTunnel,
): Promise<void> {
  if (mux.closed) return;
  mux.goAway(code, withinMs, "the agent stops");
  const ended = new Promise<void>((resolve) => tunnel.onEnd(() => resolve()));
  const endsAtMs = clock.monotonicMs() + withinMs;
  while (!mux.closed && mux.activeStreams > 0 && clock.monotonicMs() < endsAtMs) {
    await Promise.race([clock.sleep(50), ended]);
  }
  if (mux.closed) return;
  mux.close(code, "the agent stops");
  await Promise.race([ended, clock.sleep(1_000)]);
}

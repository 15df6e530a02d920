import type { Clock } from "@homeport/platform";
import type { WireChoice } from "./open-wire.ts";

const rawRefusedForMs = 60 * 60_000;
const rawDiedYoungMs = 10_000;

/** Which carrier a slot dials with, decided anew at each attempt. */
export interface WireChooser {
  choose(slot: number): WireChoice;
  /** A raw dial failed, or its tunnel ended after `livedMs`. */
  noteRawEnd(livedMs: number): void;
}

/**
 * `auto`: the first tunnel is a WebSocket, which passes everywhere; the others try the raw socket,
 * which costs less. A raw dial that fails, or a raw tunnel that dies within 10 s, means that
 * something between does not let it pass: WebSocket for an hour.
 */
export function createWireChooser(
  wire: "auto" | WireChoice,
  clock: Pick<Clock, "monotonicMs">,
): WireChooser {
  let rawAgainAtMs = 0;
  return {
    choose(slot) {
      if (wire !== "auto") return wire;
      return slot > 0 && clock.monotonicMs() >= rawAgainAtMs ? "raw" : "websocket";
    },
    noteRawEnd(livedMs) {
      if (livedMs < rawDiedYoungMs) rawAgainAtMs = clock.monotonicMs() + rawRefusedForMs;
    },
  };
}

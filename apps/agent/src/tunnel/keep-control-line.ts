import { backoffMs, type Clock, type Random, type Timer } from "@homeport/platform";
import type { Mux } from "@homeport/tunnel";
import type { ControlLine } from "./control-line.ts";

const backoff = { baseMs: 500, maxMs: 30_000 };
/** A line that lived this long was no failure: the next wait is short again. */
const steadyMs = 10_000;

export interface KeptLineParts {
  readonly clock: Clock;
  readonly random: Random;
  create(): ControlLine;
  /** A line takes messages from now on. */
  onOpen(line: ControlLine): void;
  /** It takes none any more, also when the tunnel itself is over. */
  onOver(line: ControlLine): void;
}

/**
 * Keeps one control line on a tunnel. A line is *open*, or after a refusal or a reset *awaited*, longer each time,
 * until it is opened again; it is *over* when the tunnel takes no streams any more, or is left by what is answered here.
 */
export function keepControlLine(mux: Mux, parts: KeptLineParts): () => void {
  const { clock, random } = parts;
  let isLeft = false;
  let failures = 0;
  let timer: Timer | null = null;
  let current: ControlLine | null = null;

  function open(): void {
    timer = null;
    const line = parts.create();
    const bornAtMs = clock.monotonicMs();
    if (!line.open(mux, () => onOver(line, bornAtMs))) {
      openLater();
      return;
    }
    current = line;
    parts.onOpen(line);
  }

  function onOver(line: ControlLine, bornAtMs: number): void {
    current = null;
    parts.onOver(line);
    if (clock.monotonicMs() - bornAtMs >= steadyMs) failures = 0;
    openLater();
  }

  function openLater(): void {
    if (isLeft || mux.draining) return;
    timer = clock.after(backoffMs(failures, backoff, random), open).unref();
    failures += 1;
  }

  open();
  return () => {
    isLeft = true;
    timer?.cancel();
    if (current === null) return;
    parts.onOver(current);
    current.close();
  };
}

import { type Budget, createBudget } from "./budget.ts";
import type { ReceiveWindow } from "./credit.ts";
import { controlWindowBytes, type MuxLimits } from "./limits.ts";
import type { StreamKind } from "./open.ts";

type LedgerLimits = Pick<
  MuxLimits,
  "windowBytes" | "pressedWindowBytes" | "leastWindowBytes" | "maxWindowBytes" | "tunnelBudgetBytes"
>;

/** Up to these shares of a budget streams begin with a large window, and with a middle one. */
const largeShare = 0.25;
const pressedShare = 0.5;

/** A stream flows while a whole window of it was used up within so long. */
const flowsForMs = 1_000;

/** The receive windows of one tunnel, charged to its own budget and to that of the process. */
export class WindowLedger {
  readonly #limits: LedgerLimits;
  readonly #process: Budget;
  readonly #tunnel: Budget;
  /** When a window was used up last, those that were longest ago first. */
  readonly #flowing = new Map<ReceiveWindow, number>();

  constructor(limits: LedgerLimits, process: Budget) {
    this.#limits = limits;
    this.#process = process;
    this.#tunnel = createBudget(limits.tunnelBudgetBytes);
  }

  get usedBytes(): number {
    return this.#tunnel.usedBytes;
  }

  /**
   * What OPEN names now: less and less as streams are opened. A budget that gave a quarter to large
   * windows and one to middle ones has a quarter left for small ones: enough for every stream that a
   * tunnel may carry.
   */
  openingBytes(): number {
    const { windowBytes, pressedWindowBytes, leastWindowBytes } = this.#limits;
    if (this.#hasRoom(windowBytes, largeShare)) return windowBytes;
    if (this.#hasRoom(pressedWindowBytes, pressedShare)) return pressedWindowBytes;
    return Math.min(leastWindowBytes, pressedWindowBytes);
  }

  fits(byteCount: number): boolean {
    return this.#hasRoom(byteCount);
  }

  begin(byteCount: number): void {
    this.#tunnel.begin(byteCount);
    this.#process.begin(byteCount);
  }

  release(window: ReceiveWindow): void {
    this.#flowing.delete(window);
    const { beganBytes, windowBytes } = window;
    this.#tunnel.release(beganBytes, windowBytes - beganBytes);
    this.#process.release(beganBytes, windowBytes - beganBytes);
  }

  /**
   * Fits a window to what its stream moves, when a whole one was used up. One that was short opens
   * twice as wide. Of one that was ample only its share is left open: what a stream begins with,
   * divided by how many flow, since all of it stands before whatever another stream says next.
   *
   * @returns whether it was short
   */
  fit(window: ReceiveWindow, nowMs: number, rttMs: number | null): boolean {
    const verdict = window.judge(nowMs, rttMs);
    if (verdict === null) return false;
    this.#noteFlow(window, nowMs);
    if (verdict === "short") this.#widen(window);
    else if (verdict === "ample") window.openFor(this.#shareBytes());
    return verdict === "short";
  }

  #widen(window: ReceiveWindow): void {
    const { openBytes } = window;
    this.#grow(window, openBytes * 2 - window.windowBytes);
    window.openFor(openBytes * 2);
  }

  /** Up to the largest window, unless a budget has nothing left for growth. */
  #grow(window: ReceiveWindow, byteCount: number): void {
    const more = Math.min(byteCount, this.#limits.maxWindowBytes - window.windowBytes);
    if (more <= 0 || !this.#tunnel.mayGrow(more) || !this.#process.mayGrow(more)) return;
    this.#tunnel.grow(more);
    this.#process.grow(more);
    window.grow(more);
  }

  #shareBytes(): number {
    const { windowBytes, pressedWindowBytes } = this.#limits;
    return Math.max(Math.floor(windowBytes / this.#flowing.size), pressedWindowBytes);
  }

  #noteFlow(window: ReceiveWindow, nowMs: number): void {
    this.#flowing.delete(window);
    this.#flowing.set(window, nowMs);
    for (const [other, atMs] of this.#flowing) {
      if (nowMs - atMs <= flowsForMs) break;
      this.#flowing.delete(other);
    }
  }

  #hasRoom(byteCount: number, share?: number): boolean {
    return this.#tunnel.hasRoom(byteCount, share) && this.#process.hasRoom(byteCount, share);
  }
}

/** A control line says little, and every tunnel has one open all the time: thousands have to fit a budget. */
export function beginBytes(kind: StreamKind, byteCount: number): number {
  return kind === "control" ? Math.min(byteCount, controlWindowBytes) : byteCount;
}

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

/** The receive windows of one tunnel, charged to its own budget and to that of the process. */
export class WindowLedger {
  readonly #limits: LedgerLimits;
  readonly #process: Budget;
  readonly #tunnel: Budget;

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
    const { beganBytes, windowBytes } = window;
    this.#tunnel.release(beganBytes, windowBytes - beganBytes);
    this.#process.release(beganBytes, windowBytes - beganBytes);
  }

  /** Doubles a window, up to the largest, unless a budget has nothing left for growth. */
  grow(window: ReceiveWindow): void {
    const { windowBytes } = window;
    const more = Math.min(windowBytes, this.#limits.maxWindowBytes - windowBytes);
    if (more <= 0 || !this.#tunnel.mayGrow(more) || !this.#process.mayGrow(more)) return;
    this.#tunnel.grow(more);
    this.#process.grow(more);
    window.grow(more);
  }

  #hasRoom(byteCount: number, share?: number): boolean {
    return this.#tunnel.hasRoom(byteCount, share) && this.#process.hasRoom(byteCount, share);
  }
}

/** A control line says little, and every tunnel has one open all the time: thousands have to fit a budget. */
export function beginBytes(kind: StreamKind, byteCount: number): number {
  return kind === "control" ? Math.min(byteCount, controlWindowBytes) : byteCount;
}

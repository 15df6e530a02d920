import { type Budget, createBudget } from "./budget.ts";
import type { ReceiveWindow } from "./credit.ts";
import type { MuxLimits } from "./limits.ts";

type LedgerLimits = Pick<
  MuxLimits,
  "windowBytes" | "pressedWindowBytes" | "maxWindowBytes" | "tunnelBudgetBytes"
>;

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

  /** What OPEN names now. */
  openingBytes(): number {
    return this.#pressed ? this.#limits.pressedWindowBytes : this.#limits.windowBytes;
  }

  fits(byteCount: number): boolean {
    return this.#tunnel.fits(byteCount) && this.#process.fits(byteCount);
  }

  charge(byteCount: number): void {
    this.#tunnel.charge(byteCount);
    this.#process.charge(byteCount);
  }

  release(byteCount: number): void {
    this.#tunnel.release(byteCount);
    this.#process.release(byteCount);
  }

  /** Doubles a window, up to the largest, unless a budget is pressed. */
  grow(window: ReceiveWindow): void {
    const { windowBytes } = window;
    const more = Math.min(windowBytes, this.#limits.maxWindowBytes - windowBytes);
    if (more <= 0 || this.#pressed || !this.fits(more)) return;
    this.charge(more);
    window.grow(more);
  }

  get #pressed(): boolean {
    return this.#tunnel.pressed || this.#process.pressed;
  }
}

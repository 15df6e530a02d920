import type { Clock } from "@homeport/platform";
import type { AppDesired } from "@homeport/tunnel";
import type { AppState } from "./decide.ts";
import type { ReportLine } from "./report-line.ts";

/** What is wanted of an app, and who asked; null where the agent itself noticed something. */
export interface Asked {
  readonly wanted: AppDesired;
  readonly line: ReportLine | null;
}

/** A wish that is being carried out. */
export interface Acting {
  readonly asked: Asked;
  readonly signal: AbortSignal;
  /** It has waited for its name for long enough. */
  readonly hasWaited: boolean;
  state: AppState | null;
}

export interface LaneParts {
  readonly clock: Clock;
  readonly nameWaitMs: number;
  /** Whether this agent may do anything yet. */
  isHeld(): boolean;
  /** Whether no app has the name now. */
  isNameFree(): boolean;
  /** Answers false where the app waits for its name. Rejects only once its signal is aborted. */
  carryOut(acting: Acting): Promise<boolean>;
  answer(asked: Asked, state: AppState): void;
  onIdle(): void;
}

/**
 * The queue of one name. One thing is done at a time; of what is wanted of an app only the newest is kept, and something
 * newer gives up what is under way: so no start overtakes an uninstall, and none comes after it.
 */
export class Lane {
  readonly #parts: LaneParts;
  readonly #asked = new Map<string, Asked>();
  /** The newest wish of each app that has or had the name. */
  readonly #newest = new Map<string, AppDesired>();
  #acting: (Acting & { readonly abort: AbortController }) | null = null;
  #waiting: { readonly asked: Asked; readonly sinceMs: number } | null = null;
  #running: Promise<void> | null = null;

  constructor(parts: LaneParts) {
    this.#parts = parts;
  }

  get acting(): Acting | null {
    return this.#acting;
  }

  get isIdle(): boolean {
    return this.#running === null && this.#asked.size === 0;
  }

  newestOf(appId: string): AppDesired | null {
    return this.#newest.get(appId) ?? null;
  }

  take(asked: Asked): void {
    const { appId, generation } = asked.wanted;
    const newest = this.#newest.get(appId);
    // Another relay may not know yet what this one has said.
    if (newest !== undefined && newest.generation > generation) return;
    this.#newest.set(appId, asked.wanted);
    const acting = this.#acting;
    if (acting?.asked.wanted.appId === appId) {
      if (acting.asked.wanted.generation === generation) {
        if (acting.state !== null) this.#parts.answer(asked, acting.state);
        return;
      }
      acting.abort.abort(new Error("something newer is wanted"));
    }
    this.#asked.set(appId, asked);
    this.pump();
  }

  /** Goes on with what is wanted, if this agent may. */
  pump(): void {
    if (!this.#parts.isHeld() || this.#running !== null || this.#asked.size === 0) return;
    this.#running = this.#run().finally(() => {
      this.#running = null;
      if (this.#asked.size > 0) this.pump();
      else if (this.#waiting === null && this.#parts.isNameFree()) this.#parts.onIdle();
    });
  }

  /** Gives up what is under way; over when it is given up. */
  async giveUp(): Promise<void> {
    this.#acting?.abort.abort(new Error("the agent leaves its apps"));
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#parts.isHeld()) {
      const [asked] = this.#asked.values();
      if (asked === undefined) return;
      this.#asked.delete(asked.wanted.appId);
      await this.#carryOut(asked);
      const waiting = this.#waiting;
      if (waiting === null || !this.#parts.isNameFree()) continue;
      this.#waiting = null;
      this.#asked.set(waiting.asked.wanted.appId, waiting.asked);
    }
  }

  async #carryOut(asked: Asked): Promise<void> {
    const abort = new AbortController();
    const hasWaited = this.#hasWaited(asked.wanted.appId);
    const acting = { asked, abort, signal: abort.signal, hasWaited, state: null };
    this.#acting = acting;
    try {
      const isDone = await this.#parts.carryOut(acting);
      const isWaiting = this.#waiting?.asked.wanted.appId === asked.wanted.appId;
      if (isDone && isWaiting) this.#waiting = null;
      if (!isDone && !isWaiting) {
        this.#waiting = { asked, sinceMs: this.#parts.clock.monotonicMs() };
      }
    } catch (error) {
      if (!abort.signal.aborted) throw error;
    } finally {
      this.#acting = null;
    }
  }

  #hasWaited(appId: string): boolean {
    if (this.#waiting?.asked.wanted.appId !== appId) return false;
    const waitedMs = this.#parts.clock.monotonicMs() - this.#waiting.sinceMs;
    return waitedMs >= this.#parts.nameWaitMs;
  }
}

import type { Clock, Timer } from "@homeport/platform";
import { RelayError } from "../errors.ts";
import type { RelayEvents } from "../events.ts";
import { within } from "../within.ts";

/** One question of a relay to itself. Rejects unless the whole way works; ends by itself when the signal aborts. */
export type ProbeAttempt = (signal: AbortSignal) => Promise<void>;

export interface ProbeLimits {
  readonly probeEveryMs: number;
  readonly probeMs: number;
  /** So many failures in a row make the relay unfit. */
  readonly probeFailures: number;
}

export interface ProbeDeps {
  readonly clock: Clock;
  readonly events: Pick<RelayEvents, "probed" | "probeFailed">;
  readonly attempt: ProbeAttempt;
  readonly isDraining: () => boolean;
  readonly limits: ProbeLimits;
}

/**
 * Asks the relay through its own front door, again and again. It is *fit* until enough attempts in a row have failed,
 * *unfit* until one succeeds. A relay that stops is asked nothing: its agents have been sent away.
 */
export interface Probe extends AsyncDisposable {
  /** Call when the listener listens: asks at once, and then every 30 s. */
  start(): void;
  /** Why this relay is not fit to serve; null while it is. */
  readFault(): string | null;
}

export function createProbe(deps: ProbeDeps): Probe {
  const { clock, events, limits } = deps;
  const stop = new AbortController();
  let failures = 0;
  let timer: Timer | null = null;
  let running: Promise<void> = Promise.resolve();

  async function askOnce(): Promise<void> {
    const late = () =>
      new RelayError("STEP_TIMEOUT", { detail: "the probe had no answer in time" });
    const startedMs = clock.monotonicMs();
    try {
      await within({ clock, mostMs: limits.probeMs, late, stop: stop.signal }, deps.attempt);
      failures = 0;
      events.probed(clock.monotonicMs() - startedMs);
    } catch (error) {
      if (stop.signal.aborted || deps.isDraining()) return;
      failures += 1;
      events.probeFailed(error, failures);
    }
  }

  function schedule(): void {
    if (stop.signal.aborted) return;
    timer = clock.after(limits.probeEveryMs, turn).unref();
  }

  function turn(): void {
    running = (deps.isDraining() ? Promise.resolve() : askOnce()).finally(schedule);
  }

  return {
    start: turn,
    readFault: () =>
      failures < limits.probeFailures
        ? null
        : `the probe has failed ${failures} times in a row: bytes do not pass from the listener to an agent and back`,
    async [Symbol.asyncDispose]() {
      stop.abort(new Error("the relay stops"));
      timer?.cancel();
      await running;
    },
  };
}

import { type CheckStep, type CheckStepName, failedStep, passedStep } from "@homeport/hosts";
import { type Clock, isHomeportError } from "@homeport/platform";
import { RelayError } from "../errors.ts";
import type { Offline } from "../pages/refusal.ts";
import { within } from "../within.ts";

export interface StepDeps {
  readonly clock: Clock;
  /** Why the host is away, for a failure that says no more than that it is. */
  readonly readOffline: () => Promise<Offline | null>;
  readonly onFault: (error: unknown) => void;
}

/** What one attempt has to show: for the report, and for the steps behind it. */
export interface Found<T> {
  readonly shown?: Parameters<typeof passedStep>[2];
  readonly value: T;
}

export interface Taken<T> {
  readonly report: CheckStep;
  /** Null when the step failed. */
  readonly value: T | null;
}

/**
 * Tries one step and reports how it went; never rejects. `attempt` gets a signal that aborts at the deadline, which
 * fails the step whatever the attempt does with it.
 */
export async function takeStep<T>(
  deps: StepDeps,
  step: CheckStepName,
  deadlineMs: number,
  attempt: (signal: AbortSignal) => Promise<Found<T>>,
): Promise<Taken<T>> {
  const { clock } = deps;
  const startedMs = clock.monotonicMs();
  const elapsedMs = () => Math.round((clock.monotonicMs() - startedMs) * 10) / 10;
  const late = () => new RelayError("STEP_TIMEOUT");
  try {
    const { shown, value } = await within({ clock, mostMs: deadlineMs, late }, attempt);
    return { report: passedStep(step, elapsedMs(), shown), value };
  } catch (error) {
    const ms = elapsedMs();
    if (!isHomeportError(error)) deps.onFault(error);
    const known = isHomeportError(error) ? error : new RelayError("INTERNAL", { cause: error });
    const offline = known.code === "HOST_OFFLINE" ? await deps.readOffline() : null;
    const { code, publicMessage: sentence } = known;
    const report = failedStep(step, ms, { code, sentence, reason: offline?.reason ?? null });
    return { report, value: null };
  }
}

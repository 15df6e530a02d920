import type { Clock, Timer } from "../clock/clock.ts";
import type { Lifecycle, LifecycleState } from "../lifecycle/lifecycle.ts";

/** Something that must, or should, be there for this process to serve. */
export interface ReadinessCheck {
  name: string;
  /** Rejects when it is not there. */
  check: (signal: AbortSignal) => Promise<unknown>;
  /** A required check that failed twice in a row makes the process not ready; another only warns. */
  required: boolean;
}

export interface CheckReport {
  name: string;
  ok: boolean;
  /** Epoch ms since when it has been so. */
  sinceMs: number;
  detail: string | null;
}

export interface ReadinessReport {
  ready: boolean;
  state: LifecycleState;
  version: string;
  reasons: string[];
  checks: CheckReport[];
  warnings: string[];
}

/** What `/readyz` answers, kept in memory by checks that run on their own. */
export interface Readiness extends Disposable {
  addCheck(check: ReadinessCheck): void;
  /** A condition that is read at each report: a sentence while it holds, else null. */
  addWarning(read: () => string | null): void;
  /** A condition that makes the process not ready while it holds. */
  addReason(read: () => string | null): void;
  report(): ReadinessReport;
}

export interface ReadinessOptions {
  clock: Clock;
  lifecycle: Lifecycle;
  version: string;
  /** What the configuration is warned about: it holds for as long as the process runs. */
  warnings: readonly string[];
  checkEveryMs?: number;
  failuresToFail?: number;
}

interface Watched {
  check: ReadinessCheck;
  failures: number;
  report: CheckReport;
}

export function createReadiness(options: ReadinessOptions): Readiness {
  const { clock, lifecycle, version, checkEveryMs = 2_000, failuresToFail = 2 } = options;
  const watched: Watched[] = [];
  const warnings: (() => string | null)[] = options.warnings.map((warning) => () => warning);
  const reasons: (() => string | null)[] = [];
  const stop = new AbortController();
  const timers = new Set<Timer>();

  async function watch(entry: Watched): Promise<void> {
    const failure = await runCheck(entry.check, clock, checkEveryMs, stop.signal);
    if (stop.signal.aborted) return;
    entry.failures = failure === null ? 0 : entry.failures + 1;
    const ok = entry.failures < failuresToFail;
    const sinceMs = ok === entry.report.ok ? entry.report.sinceMs : clock.nowMs();
    entry.report = { name: entry.check.name, ok, sinceMs, detail: failure };
    const timer = clock
      .after(checkEveryMs, () => {
        timers.delete(timer);
        void watch(entry);
      })
      .unref();
    timers.add(timer);
  }

  return {
    addCheck(check) {
      const report = { name: check.name, ok: true, sinceMs: clock.nowMs(), detail: null };
      const entry: Watched = { check, failures: 0, report };
      watched.push(entry);
      void watch(entry);
    },
    addWarning: (read) => void warnings.push(read),
    addReason: (read) => void reasons.push(read),
    report() {
      const failing = watched.filter((entry) => !entry.report.ok);
      const blocking = [
        ...(lifecycle.state === "ready" ? [] : [lifecycle.state]),
        ...failing.filter((entry) => entry.check.required).map((entry) => entry.check.name),
        ...present(reasons),
      ];
      return {
        ready: blocking.length === 0,
        state: lifecycle.state,
        version,
        reasons: blocking,
        checks: watched.map((entry) => entry.report),
        warnings: [
          ...failing.filter((entry) => !entry.check.required).map((entry) => entry.check.name),
          ...present(warnings),
        ],
      };
    },
    [Symbol.dispose]() {
      stop.abort(new Error("Readiness is closed"));
      for (const timer of timers) timer.cancel();
    },
  };
}

function present(reads: readonly (() => string | null)[]): string[] {
  return reads.map((read) => read()).filter((text) => text !== null);
}

/** Null when it passed; else why not. A check that hangs has failed. */
async function runCheck(
  check: ReadinessCheck,
  clock: Clock,
  limitMs: number,
  stopped: AbortSignal,
): Promise<string | null> {
  const done = new AbortController();
  const signal = AbortSignal.any([done.signal, stopped]);
  const late = clock.sleep(limitMs, signal).then(
    () => `no answer within ${limitMs} ms`,
    () => "stopped",
  );
  try {
    return await Promise.race([Promise.resolve(check.check(signal)).then(() => null), late]);
  } catch (error) {
    return error instanceof Error ? (Reflect.get(error, "code") ?? error.name) : "failed";
  } finally {
    done.abort();
  }
}

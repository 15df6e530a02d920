import type { Log, Metrics } from "@homeport/platform";

/** What a connection to Redis tells. */
export interface ConnectionEvents {
  connectionFailed(error: unknown): void;
}

export function createConnectionEvents({ metrics }: { metrics: Metrics }): ConnectionEvents {
  const errors = metrics.counter("redis_errors_total", "Connection errors by use.", ["use"]);
  return {
    connectionFailed() {
      errors.inc({ use: "jobs" });
    },
  };
}

type RunOutcome = "done" | "failed" | "cancelled" | "interrupted";

export interface JobEvents extends ConnectionEvents {
  started(name: string, id: string): void;
  done(name: string, id: string, tookMs: number): void;
  failed(name: string, id: string, tookMs: number, error: unknown): void;
  /** The run was given up because the process drains or its lock was lost; it will run again. */
  interrupted(name: string, id: string, tookMs: number, reason: unknown): void;
  /** Somebody has cancelled it while it ran; it will not run again. */
  cancelled(name: string, id: string, tookMs: number): void;
  /** It killed its workers: JOB_KILLS_WORKER. */
  setAside(name: string, id: string): void;
  /** It was not run, because its work is set aside. */
  skipped(name: string, id: string): void;
  fired(name: string, lagMs: number): void;
  /** It came so late that its schedule had meant it to run again: those runs are made up for by this one. */
  caughtUp(name: string, lagMs: number): void;
  /** A job could not be handed to Redis; a sweep or the schedule makes up for it. */
  notSent(name: string, error: unknown): void;
  /** Redis had lost jobs and kept their names: they were sent anew. */
  staleFreed(name: string, count: number): void;
  sweepFailed(name: string, error: unknown): void;
  /** What a sweep found: for how long the oldest row has been due, 0 where none is or somebody else sweeps. */
  swept(name: string, oldestMs: number): void;
  schedulesUnchecked(error: unknown): void;
  scheduleWritten(name: string): void;
  scheduleRemoved(id: string): void;
}

export function createJobEvents({ log, metrics }: { log: Log; metrics: Metrics }): JobEvents {
  const seconds = metrics.histogram("job_seconds", "Duration of job runs.", ["name", "outcome"]);
  const attempts = metrics.counter("job_attempts_total", "Job runs.", ["name", "outcome"]);
  const lag = metrics.histogram("schedule_lag_seconds", "From a schedule's time to its run.", [
    "name",
  ]);

  const oldest = metrics.gauge(
    "job_oldest_due_seconds",
    "For how long the oldest due row of a contract has been due, at the last sweep of this worker.",
    ["name"],
  );

  function ended(name: string, outcome: RunOutcome, tookMs: number): void {
    seconds.observe(tookMs / 1_000, { name, outcome });
    attempts.inc({ name, outcome });
  }

  return {
    ...createConnectionEvents({ metrics }),
    started: (name, id) => log.debug({ job: name, id }, "job.started"),
    done(name, id, tookMs) {
      ended(name, "done", tookMs);
      log.debug({ job: name, id, tookMs }, "job.done");
    },
    failed(name, id, tookMs, error) {
      ended(name, "failed", tookMs);
      log.error({ job: name, id, tookMs, err: error }, "job.failed");
    },
    interrupted(name, id, tookMs, reason) {
      ended(name, "interrupted", tookMs);
      log.info({ job: name, id, tookMs, reason: String(reason) }, "job.interrupted");
    },
    cancelled(name, id, tookMs) {
      ended(name, "cancelled", tookMs);
      log.info({ job: name, id, tookMs }, "job.cancelled");
    },
    setAside(name, id) {
      attempts.inc({ name, outcome: "killed" });
      log.error({ job: name, id, code: "JOB_KILLS_WORKER" }, "job.set-aside");
    },
    skipped(name, id) {
      attempts.inc({ name, outcome: "skipped" });
      log.debug({ job: name, id }, "job.skipped");
    },
    fired(name, lagMs) {
      lag.observe(Math.max(0, lagMs) / 1_000, { name });
      log.debug({ job: name, lagMs }, "schedule.fired");
    },
    caughtUp: (name, lagMs) => log.info({ job: name, lagMs }, "schedule.caught-up"),
    notSent: (name, error) => log.debug({ job: name, err: error }, "job.not-sent"),
    staleFreed: (name, count) => log.warn({ job: name, count }, "job.stale-freed"),
    swept: (name, oldestMs) => oldest.set(oldestMs / 1_000, { name }),
    sweepFailed: (name, error) => log.warn({ job: name, err: error }, "job.sweep-failed"),
    schedulesUnchecked: (error) => log.warn({ err: error }, "schedule.check-failed"),
    scheduleWritten: (name) => log.info({ job: name }, "schedule.written"),
    scheduleRemoved: (id) => log.info({ job: id }, "schedule.removed"),
  };
}

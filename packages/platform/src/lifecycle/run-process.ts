import type { Clock } from "../clock/clock.ts";
import { moveDate } from "../clock/move-date.ts";
import { systemClock } from "../clock/system.ts";
import { ConfigError } from "../env/config-error.ts";
import type { SharedConfig } from "../env/shared-config.ts";
import { chooseLogFormat, createLog, type Log } from "../log/create-log.ts";
import { createMetrics, type Metrics } from "../metrics/create-metrics.ts";
import { systemRandom } from "../random.ts";
import { exitCodeFor, exitCodes } from "./exit-codes.ts";
import { createLifecycle, type Lifecycle } from "./lifecycle.ts";
import { watchParent } from "./parent-watch.ts";
import { nameReplica } from "./replica-name.ts";

/** The part of Node's `process` that the frame uses; `main.ts` hands it over. */
export type HostProcess = Pick<
  NodeJS.Process,
  "on" | "exit" | "kill" | "pid" | "ppid" | "stderr" | "stdout"
>;

/** What the frame needs to know before anything is opened. */
export type FrameConfig = Pick<
  SharedConfig,
  | "stage"
  | "replicaId"
  | "logLevel"
  | "logFormat"
  | "drainDelayMs"
  | "drainDeadlineMs"
  | "parentPid"
  | "clockOffsetMs"
  | "warnings"
>;

/** What every process has before it opens its first resource. */
export interface ProcessContext<C extends FrameConfig> {
  config: C;
  version: string;
  replicaId: string;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  lifecycle: Lifecycle;
  /** Drains and ends the process, as a signal would; for instance when an operator asks for it. */
  stop: (reason: string) => void;
}

export interface ProcessFrame<C extends FrameConfig> {
  app: string;
  version: string;
  host: HostProcess;
  /** Parses and guards; throws ConfigError before any I/O. */
  readConfig: () => C;
  /** The port in the replica's default name. */
  port?: (config: C) => number;
  /** Opens everything in order, hands it to `lifecycle.use`, and ends with `lifecycle.markReady()`. */
  open: (context: ProcessContext<C>) => Promise<void>;
  /** How long a crashed process still finishes requests, in ms. 0 unless told. */
  crashDrainMs?: number;
}

/** How much longer than delay and deadline a drain may take in all before the process just ends. */
const closingAllowanceMs = 5_000;
/** A crashed process is gone after this, whatever hangs. */
const crashMs = 1_000;

/**
 * The frame of every `main.ts`: parse and guard, open, serve, drain on SIGTERM, SIGINT, SIGHUP or a
 * vanished parent, exit. Exit codes: 0 drained, 1 crashed, drained too late or second signal, 75 a
 * store was not there, 78 the configuration is wrong.
 */
export async function runProcess<C extends FrameConfig>(frame: ProcessFrame<C>): Promise<void> {
  const { host } = frame;
  const config = readOrExit(frame);
  // Before anything reads the time, and until the process ends: the clock of the frame reads the moved date as all else does.
  if (config.clockOffsetMs !== 0) moveDate(config.clockOffsetMs);
  const context = createContext(frame, config);
  const { log, lifecycle, clock } = context;
  for (const warning of config.warnings) log.warn({ warning }, "config.warning");
  installSignals(host, context);
  installCrashHandlers(host, context, frame.crashDrainMs ?? 0);
  if (config.parentPid !== undefined) {
    lifecycle.use(
      watchParent({
        clock,
        parentPid: config.parentPid,
        readParentPid: () => host.ppid,
        isAlive: (pid) => isAlive(host, pid),
        onGone: () => void stop(host, context, "the process that started this one is gone"),
      }),
    );
  }
  try {
    await frame.open(context);
  } catch (error) {
    if (lifecycle.isDraining) return;
    await endFailedStart(host, context, error);
  }
}

function readOrExit<C extends FrameConfig>(frame: ProcessFrame<C>): C {
  try {
    return frame.readConfig();
  } catch (error) {
    writeProblems(frame.host, error);
    return frame.host.exit(exitCodeFor(error));
  }
}

function createContext<C extends FrameConfig>(
  frame: ProcessFrame<C>,
  config: C,
): ProcessContext<C> {
  const { app, version, host } = frame;
  const replicaId = config.replicaId ?? nameReplica(frame.port?.(config) ?? host.pid, systemRandom);
  const clock = systemClock;
  const log = createLog({
    app,
    replica: replicaId,
    version,
    stage: config.stage,
    level: config.logLevel,
    format: chooseLogFormat(config.logFormat, config.stage, host.stdout.isTTY === true),
    colors: host.stdout.isTTY === true,
  });
  const metrics = createMetrics({ app, version });
  const lifecycle = createLifecycle({
    ...{ clock, log, metrics },
    delayMs: config.drainDelayMs,
    deadlineMs: config.drainDeadlineMs,
  });
  const context: ProcessContext<C> = {
    config,
    version,
    replicaId,
    clock,
    log,
    metrics,
    lifecycle,
    stop: (reason) => void stop(host, context, reason),
  };
  return context;
}

function installSignals<C extends FrameConfig>(
  host: HostProcess,
  context: ProcessContext<C>,
): void {
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    host.on(signal, () => {
      if (context.lifecycle.isDraining) host.exit(exitCodes.failed);
      else void stop(host, context, signal);
    });
  }
}

async function stop<C extends FrameConfig>(
  host: HostProcess,
  { lifecycle, clock, config, log }: ProcessContext<C>,
  reason: string,
): Promise<void> {
  if (lifecycle.isDraining) return;
  const totalMs = config.drainDelayMs + config.drainDeadlineMs + closingAllowanceMs;
  clock
    .after(totalMs, () => {
      log.error({ reason, totalMs }, "replica.drain-overdue");
      host.exit(exitCodes.failed);
    })
    .unref();
  const complete = await lifecycle.drain(reason);
  host.exit(complete ? exitCodes.ok : exitCodes.failed);
}

/** Nothing is swallowed: an error that nobody caught means that the process no longer knows its state. */
function installCrashHandlers<C extends FrameConfig>(
  host: HostProcess,
  { lifecycle, clock, log }: ProcessContext<C>,
  crashDrainMs: number,
): void {
  let crashed = false;
  const crash = (kind: string, error: unknown) => {
    if (crashed) return;
    crashed = true;
    log.fatal({ kind, err: error }, "process.crashed");
    clock.after(crashDrainMs + crashMs, () => host.exit(exitCodes.failed));
    const drained =
      crashDrainMs > 0 && !lifecycle.isDraining
        ? lifecycle.drain(kind, { delayMs: 0, deadlineMs: crashDrainMs })
        : Promise.resolve(false);
    void drained.finally(() => host.exit(exitCodes.failed));
  };
  host.on("uncaughtException", (error) => crash("uncaughtException", error));
  host.on("unhandledRejection", (error) => crash("unhandledRejection", error));
}

async function endFailedStart<C extends FrameConfig>(
  host: HostProcess,
  { lifecycle, log }: ProcessContext<C>,
  error: unknown,
): Promise<void> {
  const code = exitCodeFor(error);
  if (code === exitCodes.config) writeProblems(host, error);
  log.fatal({ err: error, exitCode: code }, "process.start-failed");
  await lifecycle.drain("the start failed", { delayMs: 0, deadlineMs: crashMs });
  host.exit(code);
}

/** Configuration problems go to a person, one line each, on standard error. */
function writeProblems(host: HostProcess, error: unknown): void {
  const lines = error instanceof ConfigError ? error.lines : [String(error)];
  host.stderr.write(`${lines.join("\n")}\n`);
}

function isAlive(host: HostProcess, pid: number): boolean {
  try {
    return host.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && Reflect.get(error, "code") === "EPERM";
  }
}

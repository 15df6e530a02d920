import type { Clock } from "@homeport/platform";
import { type AppDesired, type AppManifest, readAppManifest } from "@homeport/tunnel";
import { AgentError } from "../errors.ts";
import { type Act, type AppState, decideAct, describeActing } from "./decide.ts";
import { requireRoom } from "./disk.ts";
import { AppFailure } from "./failure.ts";
import { Job, type JobParts, takenPorts } from "./job.ts";
import type { AppLimits } from "./limits.ts";
import { lookAtApp } from "./look-app.ts";
import { choosePort } from "./ports.ts";
import { fixedPort } from "./process.ts";
import { readBoot } from "./process-identity.ts";
import type { AppRecord } from "./record.ts";
import { removeApp, removeFolder } from "./remove-app.ts";
import type { AppRuntime } from "./runtime.ts";
import { startApp } from "./start-app.ts";

export interface ReconcileParts extends JobParts {
  readonly runtimes: Readonly<Record<AppRecord["runtime"], AppRuntime>>;
  readonly clock: Clock;
  readonly limits: AppLimits;
  /** A stream of the app is being carried. */
  isInUse(appId: string): boolean;
}

/** One wish as it is carried out. */
export interface Turn {
  readonly wanted: AppDesired;
  /** Gives the wish up; what was done of it stays. */
  readonly signal: AbortSignal;
  /** The app has waited for its name for long enough. */
  readonly hasWaited: boolean;
  /** How the app is now, for whoever asks meanwhile and for the relay. */
  say(state: AppState): void;
  log(text: string): void;
}

/**
 * Makes of an app what is wanted, one act after the other, and says how it is. What a run before has begun is gone on
 * with. Answers false where the app has to wait for its name. Only one may run at a time for a name. Throws the
 * signal's reason.
 */
export async function reconcile(parts: ReconcileParts, turn: Turn): Promise<boolean> {
  const { wanted, signal } = turn;
  for (;;) {
    signal.throwIfAborted();
    const kept = parts.records.ofName(wanted.name);
    const isInUse = parts.isInUse(wanted.appId);
    const act = decideAct({ wanted, kept, isInUse, hasWaited: turn.hasWaited });
    if (act.kind === "say") {
      turn.say(act.state);
      return true;
    }
    if (act.kind !== "look" && act.kind !== "finish") turn.say(describeActing(wanted, act.kind));
    if (act.kind === "wait") return false;
    const ended = await tryAct(parts, turn, kept, act);
    if (ended === null) continue;
    turn.say(ended);
    return true;
  }
}

type RealAct = Exclude<Act, { kind: "say" | "wait" }>;

/** Answers how the app is where that ends the wish. A failure is kept with the generation that it is of. */
async function tryAct(
  parts: ReconcileParts,
  turn: Turn,
  kept: AppRecord | null,
  act: RealAct,
): Promise<AppState | null> {
  try {
    return await perform(parts, turn, kept, act);
  } catch (error) {
    turn.signal.throwIfAborted();
    const { code, detail } = asFailure(error, act.kind);
    const outcome = { status: "failed", code, detail } as const;
    const record = act.kind === "look" ? null : parts.records.ofName(turn.wanted.name);
    // Where not even this can be kept, the same act fails in the same way when it is asked for again.
    if (record?.appId === turn.wanted.appId) {
      await parts.records.write({ ...record, stage: "done", outcome }).catch(() => undefined);
    }
    return outcome;
  }
}

function asFailure(error: unknown, act: RealAct["kind"]): AppFailure {
  if (error instanceof AppFailure) return error;
  if (error instanceof AgentError && error.code === "STATE_UNWRITABLE") {
    return new AppFailure("LOW_DISK", error.detail, { cause: error });
  }
  const isEnd = act === "stop" || act === "remove" || act === "clear" || act === "evict";
  const detail = error instanceof Error ? error.message : null;
  return new AppFailure(isEnd ? "NOT_STOPPED" : "NOT_STARTED", detail, { cause: error });
}

async function perform(
  parts: ReconcileParts,
  turn: Turn,
  kept: AppRecord | null,
  act: RealAct,
): Promise<AppState | null> {
  if (act.kind === "begin") {
    await begin(parts, turn.wanted, kept);
    return null;
  }
  if (kept === null) throw new Error(`an app without a record cannot ${act.kind}`);
  const runtime = parts.runtimes[kept.runtime];
  const job = new Job(parts, kept, turn);
  if (act.kind === "look") return await lookAtApp(runtime, job, turn.wanted.manifest, parts.limits);
  await change(parts, turn.wanted, job, act);
  return null;
}

type Change = Exclude<RealAct, { kind: "begin" | "look" }>;

async function change(
  parts: ReconcileParts,
  wanted: AppDesired,
  job: Job,
  act: Change,
): Promise<void> {
  const runtime = parts.runtimes[job.record.runtime];
  const { deleteData = false } = wanted.operation ?? {};
  switch (act.kind) {
    case "clear":
      await job.keep({ isReady: false });
      await runtime.remove(job, { deleteData });
      if (deleteData) await removeFolder(job.places);
      await job.keep({ stage: "cleared" });
      return await job.step("cleared");
    case "create":
      await requireRoom(parts.appsFolder, parts.limits.minFreeBytes);
      await runtime.create(job, requireManifest(wanted));
      await job.keep({ stage: "created" });
      return await job.step("created");
    case "start":
      return await startApp(parts, runtime, job, requireManifest(wanted));
    case "stop":
      await job.keep({ isReady: false });
      await runtime.stop(job);
      await job.step("stopped");
      return await job.keep({ stage: "done", outcome: null });
    case "remove":
      return await removeApp(runtime, job, { deleteData });
    case "evict":
      return await removeApp(runtime, job, { deleteData: false });
    case "finish":
      return await job.keep({ stage: "done", outcome: act.outcome });
  }
}

/** Keeps that a generation is being carried out, before anything of it is done. */
async function begin(
  parts: ReconcileParts,
  wanted: AppDesired,
  kept: AppRecord | null,
): Promise<void> {
  const { appId, name, generation } = wanted;
  const turnOf = { generation, stage: "begun", outcome: null } as const;
  if (kept === null) {
    const manifest = requireManifest(wanted);
    await parts.records.write({
      ...{ appId, name, runtime: manifest.runtime, ...turnOf },
      port: fixedPort(manifest) ?? (await choosePort(takenPorts(parts.records), parts.random)),
      service: manifest.entry?.service ?? null,
      ...{ isCreated: false, isReady: false, boot: await readBoot(), process: null },
    });
  } else {
    await parts.records.write({ ...kept, ...turnOf });
  }
  await parts.onStep("begun");
}

function requireManifest({ manifest }: AppDesired): AppManifest {
  const read = readAppManifest(manifest);
  if (read.manifest === null) throw new AppFailure("BAD_MANIFEST", read.problems.join("; "));
  return read.manifest;
}

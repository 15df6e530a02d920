import type { Clock } from "@homeport/platform";
import type { HostsDeps, HostsWork } from "../context.ts";
import type { OperationCause } from "../operation/operation.ts";
import { requestOperation } from "../operation/request.ts";
import { findPending, readStartFailures } from "../operation/store.ts";
import { announceLifecycle } from "./announce-lifecycle.ts";
import { decideStart, type StartDecision } from "./decide-start.ts";
import { lockApp } from "./lifecycle-store.ts";

/** What became of the wish that an app runs: a start that is under way, or why there is none. */
export type StartOutcome =
  | { readonly kind: "starting"; readonly generation: number; readonly isNew: boolean }
  | (StartDecision & { readonly kind: "refuse" })
  /** There is no such app, or nobody here runs it. */
  | { readonly kind: "unmanaged" };

type StartDeps = Pick<HostsDeps, "db" | "feed" | "operations">;

/**
 * Claims the start of an app on its row: of all replicas that ask for it at once, one begins its next generation, and
 * the others are told of it. What any cache says of the app counts for nothing here.
 */
export async function requestStart(
  deps: StartDeps,
  input: { appId: string; cause: OperationCause },
): Promise<StartOutcome> {
  const { appId, cause } = input;
  const outcome = await deps.db.system("hosts.request-start", (tx, after) =>
    claim(deps, { tx, after }, appId, cause),
  );
  if (outcome.kind === "starting" && outcome.isNew) await announceLifecycle(deps, appId);
  return outcome;
}

async function claim(
  deps: StartDeps,
  work: HostsWork,
  appId: string,
  cause: OperationCause,
): Promise<StartOutcome> {
  const { tx } = work;
  const app = await lockApp(tx, appId);
  if (app === null || app.runtime === "none") return { kind: "unmanaged" };
  const pending = await findPending(tx, appId);
  const failed = await readStartFailures(tx, appId);
  const decided = decideStart({ ...app, pending: pending?.kind ?? null, ...failed }, false);
  if (decided.kind === "refuse") return decided;
  if (decided.kind === "join") {
    return { kind: "starting", generation: app.generation, isNew: false };
  }
  const request = { kind: "start", cause, desired: "running" } as const;
  const { generation } = await requestOperation(deps, work, app, pending, request);
  return { kind: "starting", generation, isNew: true };
}

/**
 * Has an app started if it does not run. Whoever asks while a start is in flight learns its outcome, and so does
 * whoever asks within five seconds of its beginning: in a process an app is started at most that often. Rejects with
 * STORE_BUSY and STORE_DOWN, which every caller of that attempt learns; the next one tries anew.
 */
export type EnsureRunning = (appId: string) => Promise<StartOutcome>;

export interface EnsureRunningDeps {
  readonly clock: Pick<Clock, "monotonicMs">;
  readonly request: (appId: string) => Promise<StartOutcome>;
  readonly throttleMs?: number;
}

const defaultThrottleMs = 5_000;
/** Attempts that are remembered; of more apps than this at once the oldest is asked for again too early. */
const maxAttempts = 10_000;

/** Makes the starter of one process. The attempt is claimed before anything is awaited. */
export function createEnsureRunning(deps: EnsureRunningDeps): EnsureRunning {
  const { clock, request, throttleMs = defaultThrottleMs } = deps;
  const attempts = new Map<
    string,
    { readonly atMs: number; readonly outcome: Promise<StartOutcome> }
  >();

  return (appId) => {
    const nowMs = clock.monotonicMs();
    const last = attempts.get(appId);
    if (last !== undefined && nowMs - last.atMs < throttleMs) return last.outcome;
    const outcome = request(appId);
    const attempt = { atMs: nowMs, outcome };
    attempts.delete(appId);
    attempts.set(appId, attempt);
    const [oldest] = attempts.keys();
    if (attempts.size > maxAttempts && oldest !== undefined) attempts.delete(oldest);
    outcome.catch(() => {
      if (attempts.get(appId) === attempt) attempts.delete(appId);
    });
    return outcome;
  };
}

import type { Clock, Log, Metrics, Timer } from "@homeport/platform";
import { createFleetGauges, logBeatFailed, logReplicaLost } from "../events.ts";
import type { SqlRunner } from "../sql-port.ts";
import {
  connectionsOf,
  type FleetWarning,
  type FleetWarningCode,
  judgeFleet,
  type LiveReplica,
} from "./judge-fleet.ts";
import { requireBudget } from "./require-budget.ts";
import {
  deleteOldReplicas,
  type ReplicaAnswer,
  type ReplicaFacts,
  type ReplicaState,
  upsertReplica,
} from "./store.ts";

export interface RegisterReplicaOptions extends ReplicaFacts {
  /** The feed connection, so that a full pool does not make this replica look lost. */
  sql: SqlRunner;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  readState: () => ReplicaState;
  /** A small record for the operator's page; what exceeds 8 KiB as JSON is left out. */
  readVitals: () => Readonly<Record<string, unknown>>;
  /** Refuses to run where all replicas of this app may hold more connections than there are. */
  isStrict: boolean;
  /** Called once, when an operator asks this replica to drain. */
  onDrainAsked: () => void;
  beatEveryMs?: number;
}

export interface ReplicaRegistration extends AsyncDisposable {
  /** Writes the row now, for instance after a change of state. Never rejects. */
  beat(): Promise<void>;
  /** Sentences for `/readyz` while something of this kind is wrong with the fleet as a whole, else null. */
  readWarning(code: FleetWarningCode): string | null;
}

const defaultBeatEveryMs = 5_000;
const maxVitalsBytes = 8_000;

/**
 * Writes this process's row and renews it every 5 s. Nobody else writes it. Rejects when the first row
 * cannot be written, and with CONFIG_INVALID for a share of connections that cannot be; later failures are logged, and
 * the row looks lost until one succeeds. Disposing writes `stopped`.
 */
export async function registerReplica(
  options: RegisterReplicaOptions,
): Promise<ReplicaRegistration> {
  const { sql, clock, log, beatEveryMs = defaultBeatEveryMs } = options;
  let drainAsked = false;
  let stopped = false;
  let timer: Timer | undefined;
  const startedAtMs = clock.monotonicMs();
  const gauges = createFleetGauges(options.metrics, options.capacity);
  let warnings: readonly FleetWarning[] = [];
  let seen = new Set<string>();

  async function write(state: ReplicaState, isStart = false): Promise<ReplicaAnswer> {
    const vitals = describeVitals(options.readVitals());
    const answer = await upsertReplica(sql, options, { state, vitals, isStart });
    noteFleet(answer, state);
    if (!answer.drainAsked || drainAsked || stopped) return answer;
    drainAsked = true;
    options.onDrainAsked();
    return answer;
  }

  function noteFleet(
    { others, lost, connectionsAllowed }: ReplicaAnswer,
    state: ReplicaState,
  ): void {
    const live = [ownAs(state), ...others];
    warnings = judgeFleet(live, connectionsAllowed);
    gauges.warned(warnings.map(({ code }) => code));
    gauges.counted(live, lost);
    gauges.budget(connectionsOf(live) / connectionsAllowed);
    // Once, by whoever has seen it live.
    for (const { id, app } of lost)
      if (seen.has(id)) logReplicaLost(log, { lost: id, lostApp: app });
    seen = new Set(others.map(({ id }) => id));
  }

  function ownAs(state: ReplicaState): LiveReplica {
    const { app, version, capacity, poolMax } = options;
    const upMs = clock.monotonicMs() - startedAtMs;
    return { app, version, capacity, poolMax, isDraining: state === "draining", upMs };
  }

  async function beat(): Promise<void> {
    try {
      await write(options.readState());
    } catch (error) {
      logBeatFailed(log, error);
    }
  }

  /** A row of a process that never ran would look lost. */
  async function refuseOverBudget(allowed: number): Promise<void> {
    try {
      requireBudget(options, allowed);
    } catch (error) {
      await write("stopped");
      throw error;
    }
  }

  function schedule(): void {
    if (stopped) return;
    timer = clock.after(beatEveryMs, () => void beat().then(schedule)).unref();
  }

  const { connectionsAllowed } = await write(options.readState(), true);
  if (options.isStrict) await refuseOverBudget(connectionsAllowed);
  schedule();
  return {
    beat: () => (stopped ? Promise.resolve() : beat()),
    readWarning(code) {
      const sentences = warnings.filter((each) => each.code === code).map((each) => each.sentence);
      return sentences.length === 0 ? null : sentences.join("; ");
    },
    async [Symbol.asyncDispose]() {
      stopped = true;
      timer?.cancel();
      await write("stopped");
    },
  };
}

/** Removes rows of replicas that have been gone for a day; answers how many. */
export function sweepReplicas(sql: SqlRunner): Promise<number> {
  return deleteOldReplicas(sql);
}

function describeVitals(vitals: Readonly<Record<string, unknown>>): string {
  const text = JSON.stringify(vitals);
  return Buffer.byteLength(text) <= maxVitalsBytes ? text : "{}";
}

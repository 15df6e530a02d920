import type { Clock, Log, Timer } from "@homeport/platform";
import { logBeatFailed } from "../events.ts";
import type { SqlRunner } from "../sql-port.ts";
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
  readState: () => ReplicaState;
  /** A small record for the operator's page; what exceeds 8 KiB as JSON is left out. */
  readVitals: () => Readonly<Record<string, unknown>>;
  /** Called once, when an operator asks this replica to drain. */
  onDrainAsked: () => void;
  beatEveryMs?: number;
}

export interface ReplicaRegistration extends AsyncDisposable {
  /** Writes the row now, for instance after a change of state. Never rejects. */
  beat(): Promise<void>;
  /** A sentence for `/readyz` while the replicas' pools together exceed what Postgres takes, else null. */
  readConnectionWarning(): string | null;
}

const defaultBeatEveryMs = 5_000;
const maxVitalsBytes = 8_000;

/**
 * Writes this process's row and renews it every 5 s. Nobody else writes it. Rejects when the first row
 * cannot be written; later failures are logged, and the row looks lost until one succeeds. Disposing
 * writes `stopped`.
 */
export async function registerReplica(
  options: RegisterReplicaOptions,
): Promise<ReplicaRegistration> {
  const { sql, clock, log, beatEveryMs = defaultBeatEveryMs } = options;
  let drainAsked = false;
  let stopped = false;
  let timer: Timer | undefined;
  let warning: string | null = null;

  async function write(state: ReplicaState): Promise<void> {
    const answer = await upsertReplica(sql, options, state, describeVitals(options.readVitals()));
    warning = warnOf(answer);
    if (!answer.drainAsked || drainAsked || stopped) return;
    drainAsked = true;
    options.onDrainAsked();
  }

  async function beat(): Promise<void> {
    try {
      await write(options.readState());
    } catch (error) {
      logBeatFailed(log, error);
    }
  }

  function schedule(): void {
    if (stopped) return;
    timer = clock.after(beatEveryMs, () => void beat().then(schedule)).unref();
  }

  await write(options.readState());
  schedule();
  return {
    beat: () => (stopped ? Promise.resolve() : beat()),
    readConnectionWarning: () => warning,
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

function warnOf({ connectionsMost, connectionsAllowed }: ReplicaAnswer): string | null {
  if (connectionsMost <= connectionsAllowed) return null;
  return `The replicas may hold ${connectionsMost} connections together, and Postgres has ${connectionsAllowed} for them`;
}

function describeVitals(vitals: Readonly<Record<string, unknown>>): string {
  const text = JSON.stringify(vitals);
  return Buffer.byteLength(text) <= maxVitalsBytes ? text : "{}";
}

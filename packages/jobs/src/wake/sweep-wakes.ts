import type { Clock, Random } from "@homeport/platform";
import type { WakeBinding } from "../consume/binding.ts";
import type { JobEvents } from "../events.ts";
import type { Queues } from "../queue/open-queues.ts";

export interface SweepDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly events: JobEvents;
  readonly queues: Pick<Queues, "isUp" | "wake">;
  readonly signal: AbortSignal;
  /** Whether this process holds the named lease, for contracts that want one driver. */
  drives(lease: string): boolean;
  /** Runs the handler here, as it has free slots, for as long as Redis is away. */
  handOver(binding: WakeBinding, keys: readonly string[]): void;
}

const maxSwept = 500;
/** Without Redis no wake arrives: rows are all that tells of work then, and whoever waits for it waits no longer than this. */
const sweepAwayMs = 1_000;

/**
 * Looks for due rows of one contract until the signal aborts, and wakes them: a wake that was flushed, lost
 * or never sent costs at most one sweep. While Redis is away it looks every second. Sweeps of many workers are spread by chance and coalesce by key.
 */
export async function sweepWake(deps: SweepDeps, binding: WakeBinding): Promise<void> {
  const { contract } = binding;
  while (!deps.signal.aborted) {
    await rest(deps, contract.sweepEveryMs * (0.5 + deps.random.number()));
    if (deps.signal.aborted) return;
    if (contract.driverLease !== null && !deps.drives(contract.driverLease)) {
      deps.events.swept(contract.name, 0);
      continue;
    }
    try {
      await sweepOnce(deps, binding);
    } catch (error) {
      deps.events.sweepFailed(contract.name, error);
    }
  }
}

/** Waits for the next sweep, and no longer than `sweepAwayMs` once Redis is found to be away. */
async function rest({ clock, queues, signal }: SweepDeps, waitMs: number): Promise<void> {
  for (let leftMs = waitMs; leftMs > 0 && !signal.aborted; leftMs -= sweepAwayMs) {
    await clock.sleep(Math.min(leftMs, sweepAwayMs), signal).catch(() => undefined);
    if (!queues.isUp()) return;
  }
}

async function sweepOnce(deps: SweepDeps, binding: WakeBinding): Promise<void> {
  const due = await binding.due(maxSwept);
  const keys = due.map((row) => row.key);
  deps.events.swept(binding.contract.name, Math.max(0, ...due.map((row) => row.dueForMs ?? 0)));
  if (await deps.queues.wake(binding.contract, keys)) return;
  deps.handOver(binding, keys);
}

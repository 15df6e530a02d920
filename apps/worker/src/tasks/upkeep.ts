import { oncePer } from "@homeport/coordination";
import { bindTask, type Task, type TaskBinding } from "@homeport/jobs";
import type { WorkerContext } from "../context.ts";

/** What one run of upkeep did, by what it counts. */
export type UpkeepCounts = Readonly<Record<string, number | boolean>>;

/** Upkeep: a task without payload that one worker of the fleet runs at a time. */
export type UpkeepTask = Task<Record<string, never>>;

/**
 * Binds scheduled upkeep under `oncePer`, so that it never runs twice at once, and a tick that two schedulers
 * delivered runs once. Half the period counts as "again": a tick is often a little early, and the run before
 * it a little late, and neither must skip a turn. What a person asked for runs however lately it ran before.
 */
export function bindUpkeep(
  context: WorkerContext,
  task: UpkeepTask,
  run: (signal: AbortSignal) => Promise<UpkeepCounts>,
): TaskBinding {
  const everyMs = task.schedule !== null && "everyMs" in task.schedule ? task.schedule.everyMs : 0;
  return bindTask(task, async (_payload, { signal, log, isScheduled }) => {
    const outcome = await oncePer(
      context,
      { name: task.name, everyMs: isScheduled ? everyMs / 2 : 0, signal },
      async (scope) => run(scope.signal),
    );
    if (outcome.held) log.debug({ ...outcome.value }, "upkeep.done");
    else log.debug({}, "upkeep.skipped");
  });
}

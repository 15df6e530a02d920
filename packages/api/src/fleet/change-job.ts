import { type AuditAct, DbError, type WriteScope } from "@homeport/db";
import { type JobKey, JobsError, type QueueReader } from "@homeport/jobs";
import { z } from "zod";
import { type FleetContext, queuesOf } from "./context.ts";

const queueField = z.string().min(1).max(100);

export const jobInput = z.strictObject({ queue: queueField, jobId: z.string().min(1).max(200) });

export const scheduleInput = z.strictObject({
  queue: queueField,
  name: z.string().min(1).max(200),
});

/**
 * Lets a failed job run once more. What is done in Redis is done last before the commit, so that a job which Redis
 * refuses leaves no record. Throws JOB_NOT_FOUND, JOB_STATE, QUEUES_AWAY and OUTCOME_UNKNOWN.
 */
export async function retryFleetJob(ctx: FleetContext, key: JobKey): Promise<void> {
  await change(ctx, actOn("job.retry", key), (queues) => queues.retryJob(key));
}

/** Forgets a job that does not run. Throws JOB_NOT_FOUND, JOB_STATE, QUEUES_AWAY and OUTCOME_UNKNOWN. */
export async function removeFleetJob(ctx: FleetContext, key: JobKey): Promise<void> {
  await change(ctx, actOn("job.remove", key), (queues) => queues.removeJob(key));
}

/** Runs a scheduled task once more, now; its next time does not move. Throws JOB_NOT_FOUND, QUEUES_AWAY and OUTCOME_UNKNOWN. */
export async function runFleetSchedule(
  ctx: FleetContext,
  input: z.infer<typeof scheduleInput>,
): Promise<{ jobId: string }> {
  const target = { kind: "schedule", id: `${input.queue}/${input.name}` };
  return await change(ctx, { action: "schedule.run", target }, async (queues, scope) => {
    const run = await queues.runSchedule(input);
    scope.note(run);
    return run;
  });
}

/**
 * Changes something in Redis with its record. A Redis that was there and did not answer in time may do later what it was asked, so
 * that is on record as an act of unknown outcome; where it was not there, nothing was asked.
 */
async function change<T>(
  ctx: FleetContext,
  act: AuditAct,
  work: (queues: QueueReader, scope: WriteScope) => Promise<T>,
): Promise<T> {
  const queues = queuesOf(ctx);
  const isAsked = queues.isUp();
  try {
    return await ctx.db.write(ctx, act, async (_tx, scope) => await work(queues, scope));
  } catch (error) {
    if (!isAsked || !(error instanceof JobsError) || error.code !== "QUEUES_AWAY") throw error;
    const errorCode = "OUTCOME_UNKNOWN";
    await ctx.db.audit(ctx, { ...act, outcome: "failed", errorCode });
    throw new DbError(errorCode, { cause: error });
  }
}

function actOn(action: "job.retry" | "job.remove", { queue, jobId }: JobKey) {
  return { action, target: { kind: "job", id: `${queue}/${jobId}` } };
}

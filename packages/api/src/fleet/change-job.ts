import type { JobKey } from "@homeport/jobs";
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
 * refuses leaves no record. Throws JOB_NOT_FOUND, JOB_STATE and QUEUES_AWAY.
 */
export async function retryFleetJob(ctx: FleetContext, key: JobKey): Promise<void> {
  await ctx.db.write(ctx, actOn("job.retry", key), () => queuesOf(ctx).retryJob(key));
}

/** Forgets a job that does not run. Throws JOB_NOT_FOUND, JOB_STATE and QUEUES_AWAY. */
export async function removeFleetJob(ctx: FleetContext, key: JobKey): Promise<void> {
  await ctx.db.write(ctx, actOn("job.remove", key), () => queuesOf(ctx).removeJob(key));
}

/** Runs a scheduled task once more, now; its next time does not move. Throws JOB_NOT_FOUND and QUEUES_AWAY. */
export async function runFleetSchedule(
  ctx: FleetContext,
  input: z.infer<typeof scheduleInput>,
): Promise<{ jobId: string }> {
  const target = { kind: "schedule", id: `${input.queue}/${input.name}` };
  return await ctx.db.write(ctx, { action: "schedule.run", target }, async (_tx, scope) => {
    const run = await queuesOf(ctx).runSchedule(input);
    scope.note(run);
    return run;
  });
}

function actOn(action: "job.retry" | "job.remove", { queue, jobId }: JobKey) {
  return { action, target: { kind: "job", id: `${queue}/${jobId}` } };
}

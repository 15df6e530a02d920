export {
  bindTask,
  bindWake,
  type HandlerContext,
  type TaskBinding,
  type WakeBinding,
} from "./consume/binding.ts";
export { JobCancelled } from "./consume/cancelled.ts";
export { type ConsumeOptions, type Consumer, consume } from "./consume/consume.ts";
export type { QueueCounts } from "./consume/queue-counts.ts";
export { JobsError, jobsErrors } from "./errors.ts";
export { openQueues, type Queues, type QueuesOptions } from "./queue/open-queues.ts";
export type { JobDetail, JobView } from "./reader/job-view.ts";
export {
  type JobKey,
  type JobState,
  jobStates,
  openQueueReader,
  type QueueReader,
} from "./reader/queue-reader.ts";
export type { QueueView } from "./reader/queue-view.ts";
export type { RedisFacts } from "./reader/read-redis.ts";
export type { ScheduleView } from "./reader/schedules.ts";
export {
  defineTask,
  type Task,
  type TaskFacts,
  type TaskInput,
  type TaskSchedule,
} from "./task/define-task.ts";
export {
  type DueRow,
  defineWake,
  type Wake,
  type WakeFacts,
  type WakeInput,
} from "./wake/define-wake.ts";

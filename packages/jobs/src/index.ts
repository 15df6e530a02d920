export {
  bindTask,
  bindWake,
  type HandlerContext,
  type TaskBinding,
  type WakeBinding,
} from "./consume/binding.ts";
export { type ConsumeOptions, type Consumer, consume } from "./consume/consume.ts";
export type { QueueCounts } from "./consume/queue-counts.ts";
export { JobsError, jobsErrors } from "./errors.ts";
export { openQueues, type Queues, type QueuesOptions } from "./queue/open-queues.ts";
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

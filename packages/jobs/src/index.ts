export {
  bindTask,
  bindWake,
  type HandlerContext,
  type TaskBinding,
  type WakeBinding,
} from "./consume/binding.ts";
export { type Consumer, type ConsumeOptions, consume } from "./consume/consume.ts";
export { JobsError, jobsErrors } from "./errors.ts";
export { openQueues, type Queues, type QueuesOptions } from "./queue/open-queues.ts";
export { keepSchedules, type ScheduleKeeper } from "./schedule/keep-schedules.ts";
export { defineTask, type Task, type TaskInput, type TaskSchedule } from "./task/define-task.ts";
export { defineWake, type DueRow, type Wake, type WakeInput } from "./wake/define-wake.ts";

import type { Log } from "@homeport/platform";
import { JobsError } from "../errors.ts";
import type { Task, TaskFacts } from "../task/define-task.ts";
import type { DueRow, Wake, WakeFacts } from "../wake/define-wake.ts";

/** What a handler gets beside its payload. */
export interface HandlerContext {
  /** Aborts when the process drains, the run takes too long, or BullMQ's lock on the job is lost. */
  readonly signal: AbortSignal;
  readonly log: Log;
  /** A schedule made this run; false when somebody asked for it, or a row was due. */
  readonly isScheduled: boolean;
  /**
   * Somebody else has the row, or took it over: this run has nothing to say of the work. A run that ends without having called it
   * reports, and so shows that the work does not kill its worker.
   */
  notMine(): void;
}

/** A task with its handler, its payload type closed over. */
export interface TaskBinding {
  readonly contract: TaskFacts;
  /** Rejects with JOB_PAYLOAD, before the handler is called, when `data` is not the contract's payload. */
  run(data: unknown, context: HandlerContext): Promise<void>;
}

/** A wake with its handler and what its query reads from. */
export interface WakeBinding {
  readonly contract: WakeFacts;
  due(limit: number): Promise<readonly DueRow[]>;
  run(key: string, context: HandlerContext): Promise<void>;
}

export function bindTask<P>(
  task: Task<P>,
  handler: (payload: P, context: HandlerContext) => Promise<void>,
): TaskBinding {
  return {
    contract: task,
    async run(data, context) {
      const payload = task.payload.safeParse(data);
      if (!payload.success) {
        const detail = payload.error.issues.map((issue) => issue.path.join(".")).join(", ");
        throw new JobsError("JOB_PAYLOAD", { detail: `${task.name}: ${detail}` });
      }
      await handler(payload.data, context);
    },
  };
}

export function bindWake<Reader>(
  wake: Wake<Reader>,
  reader: Reader,
  handler: (key: string, context: HandlerContext) => Promise<void>,
): WakeBinding {
  return {
    contract: wake,
    due: async (limit) => wake.due(reader, limit),
    run: handler,
  };
}

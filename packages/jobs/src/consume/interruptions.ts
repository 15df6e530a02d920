import { readFileSync } from "node:fs";
import type { Clock } from "@homeport/platform";
import type { Redis } from "ioredis";
import { z } from "zod";
import { endWithin } from "../end-within.ts";
import { handOverMs } from "../queue/connection.ts";
import { keptForMs } from "../queue/job-options.ts";

/** That a run was begun, until it says how it ended. What it never says counts as an interruption. */
export interface RunCount {
  /** It reported, well or not: work that reports does not kill. */
  clear(): void;
  /** It ends alive, and has nothing to report. */
  takeBack(): void;
}

export interface Interruptions {
  /**
   * To be called before a run. `set-aside`: so many before it never reported that this one is not to run, and its job is to be
   * kept for a person. `aside`: that has happened, and nobody has retried or removed that job.
   */
  begin(work: {
    /** Names what is counted: a wake's row, or a schedule's task, whichever job runs it. */
    readonly subject: string;
    readonly queue: string;
    readonly jobId: string;
  }): Promise<RunCount | "set-aside" | "aside">;
}

export interface InterruptionsDeps {
  readonly connection: Redis;
  readonly prefix: string;
  readonly clock: Clock;
  /** How many runs of one work may end without a word before it is set aside. */
  readonly most: number;
  failed(error: unknown): void;
}

const answer = z.enum(["begun", "set-aside", "aside"]);

/**
 * Counts in Redis how often work is begun and never reported. The queue's own count is of one job, and so forgets when a row that
 * is still due gets another job; and of a schedule's job it is not heeded. A flushed Redis forgets too, which costs as many workers again.
 */
export function countInterruptions(deps: InterruptionsDeps): Interruptions {
  const { connection, prefix, clock, most, failed } = deps;
  const beginScript = readFileSync(new URL("./begin-run.lua", import.meta.url), "utf8");
  const takeBackScript = readFileSync(new URL("./take-back-run.lua", import.meta.url), "utf8");

  return {
    async begin({ subject, queue, jobId }) {
      const key = `${prefix}:begun:${subject}`;
      const facts = [jobId, most, `${prefix}:${queue}:`, keptForMs];
      const asked = connection.eval(beginScript, 1, key, ...facts);
      asked.catch(failed);
      // A Redis that hangs holds no run up; this one is not counted in time, or not at all.
      const isAnswered = await endWithin(clock, handOverMs, [asked]);
      const said = isAnswered ? answer.safeParse(await asked.catch(() => null)).data : undefined;
      if (said === "set-aside" || said === "aside") return said;
      return {
        // Not awaited: on the same connection as how the job ended, and before it.
        clear: () => void connection.del(key).catch(failed),
        takeBack: () => void connection.eval(takeBackScript, 1, key).catch(failed),
      };
    },
  };
}

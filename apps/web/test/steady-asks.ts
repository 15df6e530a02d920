import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";

/** One answer: when it was asked for, and whether it shows what it is asked about. */
export interface Asked {
  readonly what: string;
  readonly beganAtMs: number;
  readonly shown: boolean;
}

/** One question, and whether its answer shows the photo. Rejects for an answer that is neither yes nor no. */
export interface Question {
  readonly what: string;
  ask(): Promise<boolean>;
}

/** Asks at a rate that no answer slows down, until it is ended. */
export function askSteadily(questions: readonly Question[], perSecond: number) {
  const ended = new AbortController();
  const answers: Asked[] = [];
  const open = new Set<Promise<void>>();
  const beganAtMs = performance.now();
  let begun = 0;

  async function askOne({ what, ask }: Question): Promise<void> {
    const asked = { what, beganAtMs: performance.now() };
    answers.push({ ...asked, shown: await ask() });
  }

  async function run(): Promise<void> {
    while (!ended.signal.aborted) {
      const due = Math.floor(((performance.now() - beganAtMs) / 1_000) * perSecond);
      for (; begun < due; begun += 1) {
        const question = questions[begun % questions.length];
        if (question === undefined) throw new Error("There is nothing to ask");
        const one = askOne(question).finally(() => open.delete(one));
        open.add(one);
      }
      await pause(2);
    }
  }
  const running = run();

  return {
    answers,
    /** Until so many more were asked and answered. */
    async more(count: number): Promise<void> {
      const until = begun + count;
      while (begun < until) await pause(5);
      await Promise.all(open);
    },
    async end(): Promise<{ reached: number }> {
      ended.abort();
      await running;
      await Promise.all(open);
      return { reached: begun / ((performance.now() - beganAtMs) / 1_000) };
    },
  };
}

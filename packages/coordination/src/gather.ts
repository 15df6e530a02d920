/** What one call waits for. */
interface Waiting<I, O> {
  readonly input: I;
  readonly settle: PromiseWithResolvers<O>;
}

export interface GatherOptions<I, O> {
  /** Answers one output for each input, in their order. An error reaches everyone whose input it was given. */
  readonly run: (inputs: readonly I[]) => Promise<readonly O[]>;
  /** Inputs of one run. */
  readonly most: number;
  /** Runs under way at the same time; a store that hangs holds up no more than these. */
  readonly atOnce?: number;
}

const defaultAtOnce = 4;

/**
 * Makes one call of many: a call goes out at once while there is a place for it, and those that come while
 * there is none wait together for the next. Calm callers lose no time, and a crowd costs a store few questions.
 */
export function gather<I, O>(options: GatherOptions<I, O>): (input: I) => Promise<O> {
  const { run, most, atOnce = defaultAtOnce } = options;
  let waiting: Waiting<I, O>[] = [];
  let running = 0;

  async function runSome(some: readonly Waiting<I, O>[]): Promise<void> {
    try {
      const outputs = await run(some.map(({ input }) => input));
      for (const [index, { settle }] of some.entries()) settle.resolve(outputs[index] as O);
    } catch (error) {
      for (const { settle } of some) settle.reject(error);
    }
  }

  function begin(): void {
    while (running < atOnce && waiting.length > 0) {
      const some = waiting.slice(0, most);
      waiting = waiting.slice(most);
      running += 1;
      void runSome(some).finally(() => {
        running -= 1;
        begin();
      });
    }
  }

  return (input) => {
    const settle = Promise.withResolvers<O>();
    waiting.push({ input, settle });
    begin();
    return settle.promise;
  };
}

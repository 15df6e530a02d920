import type { Clock, Timer } from "@homeport/platform";

export interface CollectOptions<I, O> {
  /** One output for each input, in their order. */
  readonly run: (inputs: readonly I[]) => Promise<readonly O[]>;
  readonly most: number;
  readonly windowMs: number;
}

/** Makes one call of those that come within a while of the first, or of as many as one takes. */
export function collect<I, O>(
  clock: Pick<Clock, "after">,
  { run, most, windowMs }: CollectOptions<I, O>,
): (input: I) => Promise<O> {
  let waiting: { readonly input: I; readonly settle: PromiseWithResolvers<O> }[] = [];

  function flush(): void {
    const some = waiting;
    waiting = [];
    void run(some.map(({ input }) => input)).then(
      (outputs) => {
        for (const [at, { settle }] of some.entries()) settle.resolve(outputs[at] as O);
      },
      (error) => {
        for (const { settle } of some) settle.reject(error);
      },
    );
  }

  let timer: Timer | null = null;
  return (input) => {
    const settle = Promise.withResolvers<O>();
    waiting.push({ input, settle });
    if (waiting.length === 1) timer = clock.after(windowMs, flush);
    if (waiting.length === most) {
      timer?.cancel();
      flush();
    }
    return settle.promise;
  };
}

export type Backend = { port: number; opsUrl: string };

/** Replicas in turn. Ready ones first; when none says so, all are tried rather than none. */
export type Backends = Disposable & {
  /** Every backend once, beginning with the one whose turn it is. */
  inTurn(): Backend[];
};

const askEveryMs = 500;

/** Asks each backend's `/readyz` every 500 ms; one that is draining gets no new request. */
export function watchBackends(
  all: Backend[],
  isReady: (opsUrl: string) => Promise<boolean>,
): Backends {
  const ready = new Set(all);
  let turn = 0;
  const ask = () => {
    for (const backend of all) {
      void isReady(backend.opsUrl).then((answer) => {
        if (answer) ready.add(backend);
        else ready.delete(backend);
      });
    }
  };
  const timer = setInterval(ask, askEveryMs);
  return {
    inTurn() {
      const usable = all.filter((backend) => ready.has(backend));
      const choice = usable.length > 0 ? usable : all;
      const first = turn++ % choice.length;
      return [...choice.slice(first), ...choice.slice(0, first)];
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

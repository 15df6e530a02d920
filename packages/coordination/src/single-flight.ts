/** What one joined call asks for. */
interface Flight<T> {
  readonly result: Promise<T>;
  readonly cancel: AbortController;
  waiting: number;
}

export interface SingleFlight<T> {
  /**
   * Runs `fn` once for all callers that ask for `key` meanwhile. A caller whose own `signal` aborts
   * leaves with that signal's reason; the work is cancelled only when the last caller has left.
   * An error reaches every caller and is not kept.
   */
  run(key: string, fn: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T>;
}

/** Makes a single-flight group within this process. */
export function singleFlight<T>(): SingleFlight<T> {
  const flights = new Map<string, Flight<T>>();

  function start(key: string, fn: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const cancel = new AbortController();
    const result = Promise.resolve()
      .then(async () => fn(cancel.signal))
      .finally(() => {
        if (flights.get(key) === flight) {
          flights.delete(key);
        }
      });
    // Each caller awaits its own branch; when all have left, nobody does, and that is no fault.
    result.catch(() => undefined);
    const flight: Flight<T> = { result, cancel, waiting: 0 };
    flights.set(key, flight);
    return flight;
  }

  async function join(key: string, flight: Flight<T>, signal?: AbortSignal): Promise<T> {
    flight.waiting += 1;
    try {
      return await untilAborted(flight.result, signal);
    } finally {
      flight.waiting -= 1;
      if (flight.waiting === 0 && flights.get(key) === flight) {
        // Nobody waits any more: later callers must not join work that is being cancelled.
        flights.delete(key);
        flight.cancel.abort(signal?.reason);
      }
    }
  }

  return {
    async run(key, fn, signal) {
      signal?.throwIfAborted();
      return join(key, flights.get(key) ?? start(key, fn), signal);
    },
  };
}

async function untilAborted<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (signal === undefined) {
    return work;
  }
  const aborted = Promise.withResolvers<never>();
  const leave = () => aborted.reject(signal.reason);
  signal.addEventListener("abort", leave, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", leave);
  }
}

import type { Socket } from "node:net";

/** What happens to bytes under way; read anew for each chunk. */
export interface Weather {
  delayMs: number;
  isBlack: boolean;
  /** Called whenever one of the others was set. */
  readonly watchers: Set<() => void>;
}

/**
 * Passes one direction on. What is due waits in order, so a shorter delay never lets a later byte
 * overtake an earlier one; while nothing passes, the source is not read either.
 */
export function pump(from: Socket, to: Socket, weather: Weather): void {
  const waiting: { bytes: Buffer | null; dueMs: number }[] = [];
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    while (!weather.isBlack) {
      const [next] = waiting;
      if (next === undefined) return;
      const leftMs = next.dueMs - performance.now();
      if (leftMs > 0 && weather.delayMs > 0) {
        timer = setTimeout(flush, leftMs);
        return;
      }
      waiting.shift();
      if (next.bytes === null) to.end();
      else if (!to.write(next.bytes)) from.pause();
    }
  }

  function hold(bytes: Buffer | null): void {
    waiting.push({ bytes, dueMs: performance.now() + weather.delayMs });
    flush();
  }

  function change(): void {
    if (weather.isBlack) from.pause();
    else from.resume();
    flush();
  }

  from.on("data", hold);
  from.on("end", () => hold(null));
  to.on("drain", () => {
    if (!weather.isBlack) from.resume();
  });
  from.on("error", () => to.resetAndDestroy());
  weather.watchers.add(change);
  from.once("close", () => {
    clearTimeout(timer);
    weather.watchers.delete(change);
    if (!to.writableEnded && waiting.length === 0) to.destroy();
  });
  change();
}

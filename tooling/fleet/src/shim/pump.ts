import type { Socket } from "node:net";
import { breakSocket } from "./break-socket.ts";

/** What happens to bytes under way; read anew for each chunk. */
export interface Weather {
  delayMs: number;
  /** Of each direction, shared by all its connections; Infinity for no bound. */
  bytesPerSecond: number;
  /** What a slow stretch holds before it stops reading. */
  queueMs: number;
  /** Nothing passes, and nothing is read. */
  isStill: boolean;
  /** Called whenever one of the others was set. */
  readonly watchers: Set<() => void>;
}

/** One direction of the stretch: until when the bytes that are in it keep it busy. */
export interface Lane {
  busyUntilMs: number;
}

/** Bytes leave a slow stretch in pieces of this length, so that none of them looks like a burst. */
const pieceMs = 10;
const leastPieceBytes = 1_024;

/**
 * Passes one direction on. What is due waits in order, so a shorter delay never lets a later byte
 * overtake an earlier one; while nothing passes, the source is not read either.
 */
export function pump(from: Socket, to: Socket, weather: Weather, lane: Lane): void {
  const waiting: { bytes: Buffer | null; dueMs: number }[] = [];
  let flushing: NodeJS.Timeout | undefined;
  let resuming: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(flushing);
    while (!weather.isStill) {
      const [next] = waiting;
      if (next === undefined) return;
      const leftMs = next.dueMs - performance.now();
      if (leftMs > 0 && (weather.delayMs > 0 || weather.bytesPerSecond < Infinity)) {
        flushing = setTimeout(flush, leftMs);
        return;
      }
      waiting.shift();
      if (next.bytes === null) to.end();
      else if (!to.write(next.bytes)) steer();
    }
  }

  function hold(bytes: Buffer | null): void {
    const nowMs = performance.now();
    for (const piece of bytes === null ? [null] : pieces(bytes, weather.bytesPerSecond)) {
      const takesMs = ((piece?.length ?? 0) / weather.bytesPerSecond) * 1_000;
      lane.busyUntilMs = Math.max(lane.busyUntilMs, nowMs) + takesMs;
      waiting.push({ bytes: piece, dueMs: lane.busyUntilMs + weather.delayMs });
    }
    flush();
    steer();
  }

  function steer(): void {
    clearTimeout(resuming);
    const aheadMs = lane.busyUntilMs - performance.now() - weather.queueMs;
    if (aheadMs > 0) resuming = setTimeout(steer, aheadMs);
    if (weather.isStill || to.writableNeedDrain || aheadMs > 0) from.pause();
    else from.resume();
  }

  function change(): void {
    steer();
    flush();
  }

  from.on("data", hold);
  from.on("end", () => hold(null));
  to.on("drain", steer);
  from.on("error", () => breakSocket(to));
  weather.watchers.add(change);
  from.once("close", () => {
    clearTimeout(flushing);
    clearTimeout(resuming);
    weather.watchers.delete(change);
    if (!to.writableEnded && waiting.length === 0) to.destroy();
  });
  change();
}

function* pieces(bytes: Buffer, bytesPerSecond: number): Generator<Buffer> {
  const size = Math.max(leastPieceBytes, Math.ceil((bytesPerSecond * pieceMs) / 1_000));
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

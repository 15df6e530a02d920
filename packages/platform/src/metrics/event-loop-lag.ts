import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Metrics } from "./create-metrics.ts";

export interface EventLoopLag extends Disposable {
  /** The 99th percentile since the last read, in ms. */
  readMs(): number;
}

const resolutionMs = 20;

/** Measures how late timers run, and shows it as `homeport_event_loop_lag_seconds`. */
export function watchEventLoop(metrics: Metrics): EventLoopLag {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  const lagMs = () => {
    const lateMs = histogram.percentile(99) / 1e6 - resolutionMs;
    return Number.isFinite(lateMs) ? Math.max(0, lateMs) : 0;
  };
  metrics.sampled("event_loop_lag_seconds", "How late timers run, 99th percentile.", () => {
    const seconds = lagMs() / 1000;
    histogram.reset();
    return seconds;
  });
  return { readMs: lagMs, [Symbol.dispose]: () => void histogram.disable() };
}

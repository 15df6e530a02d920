import type { FlushReason } from "@homeport/coordination";
import type { Log, Metrics } from "@homeport/platform";
import { type GateCode, gateCodes } from "../decide/codes.ts";
import type { GateSnapshot } from "../snapshot/snapshot.ts";
import type { CutReason } from "./gate.ts";

export type GateEvents = ReturnType<typeof createGateEvents>;

const codes = Object.keys(gateCodes);
const buildBuckets = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const decideBuckets = [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.005, 0.05, 0.5, 5, 10];

/** Everything that the gate tells operators: one function an event. */
export function createGateEvents(log: Log, metrics: Metrics) {
  const decisions = metrics.counter("gate_decisions_total", "Answers of the gate.", {
    code: codes,
    carrier: ["tunnel", "external", "none"],
  });
  const seconds = metrics.histogram(
    "gate_decide_seconds",
    "Time from a parsed request to the gate's answer.",
    [],
    decideBuckets,
  );
  const fills = metrics.counter("gate_fills_total", "Reads of a principal from the store.", {
    result: ["found", "unknown", "failed"],
  });
  const flushes = metrics.counter("gate_flushes_total", "Times everything was forgotten.", [
    "reason",
  ]);
  const builds = metrics.histogram(
    "gate_snapshot_build_seconds",
    "Time to read and compile a snapshot.",
    [],
    buildBuckets,
  );
  const cuts = metrics.counter("gate_streams_cut_total", "Open streams ended by the gate.", {
    reason: ["session-ended", "not-allowed", "app-removed", "unsynced"],
  });

  const cookies = metrics.counter(
    "gate_app_cookies_dropped_total",
    "Cookies of apps that would have reached other apps or posed as Homeport's.",
  );

  return {
    decided(code: GateCode, carrier: "tunnel" | "external" | "none", elapsedMs: number) {
      decisions.inc({ code, carrier });
      seconds.observe(elapsedMs / 1000);
    },
    filled: (result: "found" | "unknown" | "failed") => fills.inc({ result }),
    built(snapshot: GateSnapshot, elapsedMs: number) {
      builds.observe(elapsedMs / 1000);
      for (const app of snapshot.byId.values()) {
        if (app.rules === null) log.error({ appId: app.appId }, "gate.damaged-rules");
      }
    },
    buildFailed: (error: unknown) => log.warn({ err: error }, "gate.snapshot-failed"),
    flushed(reason: FlushReason) {
      flushes.inc({ reason });
      log.info({ reason }, "gate.flushed");
    },
    unsynced: (feedAgeMs: number, requestId: string) =>
      log.warn({ feedAgeMs, requestId }, "gate.unsynced"),
    cut: (reason: CutReason) => cuts.inc({ reason }),
    spoofedHeader: (appId: string, count: number, requestId: string) =>
      log.info({ appId, count, requestId }, "gate.spoofed-header"),
    appCookieDropped(count: number) {
      cookies.add(count);
      log.info({ count }, "gate.app-cookie-dropped");
    },
    countsFailed: (error: unknown) => log.warn({ err: error }, "gate.counts-not-written"),
    countsDropped: (count: number) => log.warn({ count }, "gate.counts-dropped"),
    canaryFailed: (target: string) => log.error({ target }, "gate.canary-failed"),
    usesFailed: (error: unknown) => log.warn({ err: error }, "gate.uses-not-written"),
    failed: (error: unknown, requestId: string) =>
      log.error({ err: error, requestId }, "gate.failed"),
  };
}

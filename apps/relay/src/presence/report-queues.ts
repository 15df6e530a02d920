import {
  type Directory,
  type HostEvent,
  type HostRefusal,
  type HostsDeps,
  type MachineReport,
  type PresenceReport,
  recordHostEvents,
  recordRefusals,
  recordRegistrations,
  reportPresence,
  reportTargets,
  type TargetReport,
} from "@homeport/hosts";
import type { Clock, Metrics, Random } from "@homeport/platform";
import type { RelayEvents } from "../events.ts";
import { maxReports, reportBatch } from "../limits.ts";
import { createReportQueue, type ReportQueue } from "./report-queue.ts";

export interface ReportQueuesDeps {
  readonly hosts: Pick<HostsDeps, "db">;
  readonly directory: Pick<Directory, "lookup" | "readAgeMs">;
  readonly clock: Clock;
  readonly random: Random;
  readonly metrics: Metrics;
  readonly events: RelayEvents;
  readonly debounceMs: number;
}

/** The kinds of report that follow from tunnels and from agents that got none, each with a queue of its own. */
export interface ReportQueues {
  readonly presence: ReportQueue<PresenceReport>;
  readonly machines: ReportQueue<MachineReport>;
  readonly hostEvents: ReportQueue<HostEvent>;
  readonly refusals: ReportQueue<HostRefusal>;
  readonly targets: ReportQueue<TargetReport>;
}

export function createReportQueues(deps: ReportQueuesDeps): ReportQueues {
  const { clock, random, events, debounceMs } = deps;
  const { db } = deps.hosts;
  const common = { clock, random, debounceMs, maxWaiting: maxReports };

  async function writePresence(batch: readonly PresenceReport[]): Promise<void> {
    const startedMs = clock.monotonicMs();
    await reportPresence({ db, directory: deps.directory, metrics: deps.metrics }, batch);
    events.presenceWritten(clock.monotonicMs() - startedMs);
  }

  return {
    presence: createReportQueue<PresenceReport>({
      ...common,
      batchSize: reportBatch,
      keyOf: (report) => `${report.hostId} ${report.run} ${report.epoch} ${report.kind}`,
      write: writePresence,
      onDropped: () => events.queueDropped("presence"),
      onFailed: events.presenceFailed,
    }),
    refusals: createReportQueue<HostRefusal>({
      ...common,
      // An end that came before is written before, or it would take the refusal's word away again.
      debounceMs: debounceMs * 4,
      batchSize: reportBatch,
      keyOf: (refusal) => refusal.hostId,
      write: (batch) => recordRefusals({ db }, batch),
      onDropped: () => events.queueDropped("presence"),
      onFailed: events.presenceFailed,
    }),
    machines: createReportQueue<MachineReport>({
      ...common,
      batchSize: reportBatch,
      keyOf: (report) => report.machineId,
      write: (batch) => recordRegistrations({ db }, batch),
      onDropped: () => events.queueDropped("facts"),
      onFailed: (error) => events.storeFailed("machines", error),
    }),
    hostEvents: createReportQueue<HostEvent>({
      ...common,
      batchSize: reportBatch,
      keyOf: (event) => `${event.hostId} ${event.epoch ?? 0} ${event.kind}`,
      write: async (batch) => {
        const { dropped } = await recordHostEvents({ db }, batch);
        events.hostEventsDropped(dropped);
      },
      onDropped: () => events.queueDropped("events"),
      onFailed: (error) => events.storeFailed("host-events", error),
    }),
    targets: createReportQueue<TargetReport>({
      ...common,
      batchSize: reportBatch,
      // The host is part of the key: nobody's claim about an app of others takes the place of the truth.
      keyOf: (report) => `${report.hostId} ${report.appId}`,
      write: (batch) => reportTargets({ db }, batch),
      onDropped: () => events.queueDropped("targets"),
      onFailed: (error) => events.storeFailed("targets", error),
    }),
  };
}

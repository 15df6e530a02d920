import type { ReaderEvents } from "@homeport/catalog";
import type { Log, Metrics } from "@homeport/platform";

/** What operators learn of the generations that this replica serves. */
export function createCatalogReaderEvents({
  log,
  metrics,
}: {
  log: Log;
  metrics: Metrics;
}): ReaderEvents {
  const generation = metrics.gauge("catalog_generation", "The generation of the catalog served.");
  const entries = metrics.gauge("catalog_entries", "Apps in the generation served.");
  const seconds = metrics.histogram("catalog_apply_seconds", "Time to take a generation over.");
  const refusals = metrics.counter(
    "catalog_refused_total",
    "Generations that this replica could not take over.",
    ["code"],
  );
  return {
    applied(input) {
      generation.set(input.generation);
      entries.set(input.entries);
      seconds.observe(input.tookMs / 1_000);
      log.info(input, "catalog.replica.applied");
    },
    refused({ error, ...input }) {
      refusals.inc({ code: input.code });
      log.error({ ...input, err: error }, "catalog.replica.refused");
    },
  };
}

/** How long searches take; those that were answered by what may have been meant apart. */
export function createSearchEvents(metrics: Metrics) {
  const seconds = metrics.histogram("catalog_search_seconds", "Time that searches took.", [
    "fallback",
  ]);
  return ({ tookMs, fallback }: { tookMs: number; fallback: boolean }) =>
    seconds.observe(tookMs / 1_000, { fallback: String(fallback) });
}

export interface ReloadEvents {
  reloadReceived(input: { mode: string; status: number }): void;
}

/** What operators learn of the calls that have the catalog reloaded: how they say who they are, and what they were answered. */
export function createReloadEvents({ log, metrics }: { log: Log; metrics: Metrics }): ReloadEvents {
  const requests = metrics.counter(
    "catalog_reload_requests_total",
    "Calls of the reload endpoint, by how they say who they are.",
    ["mode", "status"],
  );
  return {
    reloadReceived({ mode, status }) {
      requests.inc({ mode, status: String(status) });
      log.info({ mode, status }, "catalog.reload.received");
    },
  };
}

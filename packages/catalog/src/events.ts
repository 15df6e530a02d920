import type { Log, Metrics } from "@homeport/platform";

export interface CatalogEvents {
  synced(sync: { trigger: string; outcome: string; tookMs: number }): void;
  accepted(input: { generation: number; commit: string; changed: number }): void;
  rejected(input: { tip: string; problemCount: number; first: string }): void;
  held(input: { tip: string }): void;
  rebuilt(input: { generation: number; changed: number }): void;
  operationFinished(input: OperationFinish): void;
  swept(input: { redirects: number }): void;
  fetchFailed(input: { code: string; error: unknown }): void;
  gitRan(command: string, tookMs: number): void;
}

export type OperationFinish = {
  readonly operationId: string;
  readonly state: string;
  readonly code: string | null;
  /** Since it was asked for. */
  readonly waitedMs: number;
};

/** What operators learn of the catalog's way from git to its readers. */
export function createCatalogEvents({
  log,
  metrics,
}: {
  log: Log;
  metrics: Metrics;
}): CatalogEvents {
  const syncs = metrics.counter("catalog_syncs_total", "Looks at the catalog's repository.", [
    "trigger",
    "outcome",
  ]);
  const git = metrics.histogram("catalog_git_seconds", "Time that runs of git took.", ["command"]);
  const failures = metrics.counter(
    "catalog_fetch_failures_total",
    "Fetches of the catalog's repository that failed.",
  );
  const rejections = metrics.counter(
    "catalog_rejections_total",
    "Commits that the catalog did not take.",
  );
  const operations = metrics.counter(
    "catalog_operations_total",
    "Changes of the catalog from the console, by how they ended.",
    ["state"],
  );
  const waits = metrics.histogram(
    "catalog_operation_wait_seconds",
    "Time from asking for a change of the catalog to its end.",
  );
  return {
    synced(sync) {
      syncs.inc({ trigger: sync.trigger, outcome: sync.outcome });
      log.info(sync, "catalog.sync.finished");
    },
    accepted: (input) => log.info(input, "catalog.generation.accepted"),
    rejected(input) {
      rejections.inc();
      log.warn(input, "catalog.commit.rejected");
    },
    held: (input) => log.warn(input, "catalog.history.held"),
    rebuilt: (input) => log.info(input, "catalog.mirror.rebuilt"),
    operationFinished(input) {
      operations.inc({ state: input.state });
      waits.observe(input.waitedMs / 1_000);
      log.info(input, "catalog.operation.finished");
    },
    swept: (input) => log.info(input, "catalog.redirects.swept"),
    fetchFailed({ code, error }) {
      failures.inc();
      log.warn({ code, err: error }, "catalog.fetch-failed");
    },
    gitRan: (command, tookMs) => git.observe(tookMs / 1_000, { command }),
  };
}

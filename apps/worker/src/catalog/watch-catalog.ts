import { catalogModes, readCatalogGauges } from "@homeport/catalog";
import type { Db } from "@homeport/db";
import type { Clock, Log, Metrics, Timer } from "@homeport/platform";

export interface WatchCatalogDeps {
  readonly db: Db;
  readonly clock: Pick<Clock, "after">;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly everyMs?: number;
}

const defaultEveryMs = 15_000;

/**
 * How the catalog stands to its repository. Every worker says it of the whole installation: whoever takes the largest is right. A scrape
 * reads memory only; while the store is away the last figures stand.
 */
export function watchCatalog(deps: WatchCatalogDeps): Disposable {
  const { metrics, everyMs = defaultEveryMs } = deps;
  const accepted = metrics.gauge(
    "catalog_accepted_generation",
    "The newest generation of the catalog that was accepted.",
  );
  const lag = metrics.gauge(
    "catalog_lag_seconds",
    "How long the accepted generation has waited for the replica that is furthest behind it; 0 when all serve it.",
  );
  const quarantined = metrics.gauge(
    "catalog_quarantined",
    "Entries that are not served as the branch has them.",
  );
  const mode = metrics.gauge("catalog_mode", "1 for the mode that the catalog is in.", {
    mode: catalogModes,
  });
  const tipAge = metrics.gauge(
    "catalog_tip_age_seconds",
    "Time since the repository was last looked at with success; it grows while nobody gets through.",
  );
  let timer: Timer | null = null;
  let stopped = false;

  async function look(): Promise<void> {
    try {
      const found = await readCatalogGauges(deps.db.orm);
      if (found === null) return;
      accepted.set(found.acceptedGeneration);
      lag.set(found.lagSeconds);
      quarantined.set(found.quarantined);
      tipAge.set(found.tipAgeSeconds);
      for (const one of catalogModes) mode.set(one === found.mode ? 1 : 0, { mode: one });
    } catch (error) {
      // The pool has counted it, and the next round asks again.
      deps.log.debug({ err: error }, "catalog.not-watched");
    }
  }

  function round(): void {
    void look().then(() => {
      if (!stopped) timer = deps.clock.after(everyMs, round).unref();
    });
  }

  round();
  return {
    [Symbol.dispose]() {
      stopped = true;
      timer?.cancel();
    },
  };
}

import { fleetWarningCodes } from "@homeport/db";
import { createOpsListener, createReadiness, type ProcessContext } from "@homeport/platform";
import type { WorkerContext } from "../context.ts";
import type { WorkerConfig } from "../env.ts";

type WatchedParts = "db" | "redis" | "feed" | "readFleetWarning" | "readSecretWarning";

export interface WorkerOps {
  /** Where the listener answers; the registry shows it. */
  readonly url: string;
  /** Adds the checks of what has been opened since. */
  watch(context: Pick<WorkerContext, WatchedParts>): void;
  /** Says so while Redis may throw jobs away. */
  watchEviction(readWarning: () => string | null): void;
  /** Not ready while this replica's storage is not the installation's. */
  watchStorage(check: () => Promise<void>): void;
}

const staleFeedMs = 2_000;

/** Answers `/healthz` from the first moment; `/readyz` says no until the process is ready. */
export async function openOps(process: ProcessContext<WorkerConfig>): Promise<WorkerOps> {
  const { config, clock, lifecycle, log, metrics, version } = process;
  const readiness = lifecycle.use(createReadiness({ clock, lifecycle, version }));
  const address = config.opsAddress;
  const listener = lifecycle.use(await createOpsListener({ address, readiness, metrics, log }));
  for (const warning of config.warnings) readiness.addWarning(() => warning);

  return {
    url: `http://${address.host}:${listener.port}`,
    watchEviction: (readWarning) => readiness.addWarning(readWarning),
    watchStorage: (check) => readiness.addCheck({ name: "storage", required: true, check }),
    watch({ db, redis, feed, readFleetWarning, readSecretWarning }) {
      for (const code of fleetWarningCodes) readiness.addWarning(() => readFleetWarning(code));
      readiness.addWarning(readSecretWarning);
      readiness.addCheck({ name: "postgres", required: true, check: async () => db.ping() });
      readiness.addWarning(() =>
        redis.isUp() ? null : "Redis is away: tasks wait, schedules return with it",
      );
      readiness.addWarning(() =>
        feed.ageMs() > staleFeedMs ? "The feed is stale: nothing is served from caches" : null,
      );
    },
  };
}

import { tmpdir } from "node:os";
import { fleetWarningCodes } from "@homeport/db";
import { createOpsListener, createReadiness, type ProcessContext } from "@homeport/platform";
import type { WorkerContext } from "../context.ts";
import type { WorkerConfig } from "../env.ts";
import { requireRoom } from "./disk.ts";

type WatchedParts = "db" | "redis" | "feed" | "readFleetWarning" | "readSecretWarning";

export interface WorkerOps {
  /** Where the listener answers; the registry shows it. */
  readonly url: string;
  /** Adds the checks of what has been opened since. */
  watch(context: Pick<WorkerContext, WatchedParts>): void;
  /** Says so while Redis may throw jobs away. */
  watchEviction(readWarning: () => string | null): void;
  /** Not ready while this replica could not process a photo. */
  watchPhotos(checks: PhotoChecks): void;
}

export interface PhotoChecks {
  /** Whether this replica's storage is the installation's. */
  checkIdentity(): Promise<void>;
  /** Whether a decoder has said that it is there. */
  checkDecoder(): Promise<void>;
}

const staleFeedMs = 2_000;

/** Answers `/healthz` from the first moment; `/readyz` says no until the process is ready. */
export async function openOps(process: ProcessContext<WorkerConfig>): Promise<WorkerOps> {
  const { config, clock, lifecycle, log, metrics, version } = process;
  const readiness = lifecycle.use(
    createReadiness({ clock, lifecycle, version, warnings: config.warnings }),
  );
  const address = config.opsAddress;
  const listener = lifecycle.use(await createOpsListener({ address, readiness, metrics, log }));

  return {
    url: `http://${address.host}:${listener.port}`,
    watchEviction: (readWarning) => readiness.addWarning(readWarning),
    watchPhotos({ checkIdentity, checkDecoder }) {
      readiness.addCheck({ name: "storage", required: true, check: checkIdentity });
      readiness.addCheck({ name: "decoder", required: true, check: checkDecoder });
      readiness.addCheck({ name: "disk", required: true, check: () => requireRoom(tmpdir()) });
    },
    watch({ db, redis, feed, readFleetWarning, readSecretWarning }) {
      for (const code of fleetWarningCodes) readiness.addWarning(() => readFleetWarning(code));
      readiness.addWarning(readSecretWarning);
      readiness.addCheck({ name: "postgres", required: true, check: async () => db.ping() });
      // Work goes on without it, from the rows: this tells of it and stops nothing.
      readiness.addCheck({
        name: "redis",
        required: false,
        check: async () => requireUp(redis),
      });
      readiness.addWarning(() =>
        redis.isUp() ? null : "Redis is away: tasks wait, schedules return with it",
      );
      readiness.addWarning(() =>
        feed.ageMs() > staleFeedMs ? "The feed is stale: nothing is served from caches" : null,
      );
    },
  };
}

function requireUp(redis: WorkerContext["redis"]): void {
  if (!redis.isUp()) throw new Error("Redis is away");
}

import { join } from "node:path";
import { announceCoordination } from "@homeport/coordination";
import { consume } from "@homeport/jobs";
import {
  ConfigError,
  createCursorCodec,
  loadRootSecret,
  type ProcessContext,
  systemRandom,
} from "@homeport/platform";
import { type CatalogTrial, openCatalog } from "./catalog/open-catalog.ts";
import { openContext } from "./context.ts";
import type { WorkerConfig } from "./env.ts";
import { openGallery, type PhotoTrial, type WorkerGallery } from "./gallery/open-gallery.ts";
import { watchAppCounts } from "./ops/app-counts.ts";
import { openOps } from "./ops/open-ops.ts";
import { watchEviction } from "./ops/watch-eviction.ts";
import { bindGalleryTasks } from "./tasks/bind-gallery-tasks.ts";
import { bindTasks } from "./tasks/bind-tasks.ts";
import { bindVaultTasks } from "./tasks/bind-vault-tasks.ts";
import { openVaults } from "./vaults/open-vaults.ts";

export interface OpenWorkerOptions {
  readonly pid: number;
  readonly scheduleCheckMs?: number;
  readonly passEveryMs?: number;
  readonly photos?: PhotoTrial;
  readonly catalog?: CatalogTrial;
}

/**
 * Opens the worker in order: ops listener (alive, not ready), Postgres, migrations, registry, feed, Redis, and
 * last the jobs. What was opened closes in reverse; jobs are let go as soon as a drain begins.
 */
export async function openWorker(
  process: ProcessContext<WorkerConfig>,
  options: OpenWorkerOptions,
): Promise<void> {
  const { config, clock, log, metrics, lifecycle } = process;
  const ops = await openOps(process);
  const secret = await loadRootSecret({
    configured: config.secret,
    previous: config.secretPrevious,
    path: join(".data", "secret"),
    random: systemRandom,
    log,
  });
  const { pid, passEveryMs, photos } = options;
  const context = await openContext(process, { pid, opsUrl: ops.url, keys: secret.keys });
  ops.watch(context);
  announceCoordination(log, {
    mode: config.runtime.mode,
    database: config.runtime.database.kind,
    redis: config.runtime.redis.kind,
    storage: config.runtime.storage.kind,
    stage: config.stage,
    maxReplicas: config.maxReplicas,
    secret: secret.origin,
  });
  const eviction = lifecycle.use(
    await watchEviction({
      ...context,
      stage: config.stage,
      stop: (reason) => process.stop(reason),
    }),
  );
  ops.watchEviction(eviction.readWarning);
  const cursors = createCursorCodec(secret.keys);
  const gallery = await openGallery(process, context, {
    ...{ pid, cursors, passEveryMs, ...photos },
  });
  ops.watchPhotos(gallery);
  const vaults = await openVaults(process, context);
  const catalog = await openCatalog(process, context, options.catalog);
  const consumer = lifecycle.use(
    consume({
      url: context.redisUrl,
      tasks: [
        ...bindTasks(context),
        ...bindGalleryTasks(context, gallery.deps),
        ...bindVaultTasks(context, vaults.deps, config.vaults),
        ...catalog.tasks,
      ],
      wakes: [...gallery.wakes, ...vaults.wakes, ...catalog.wakes],
      drives: gallery.drives,
      clock,
      random: systemRandom,
      log,
      metrics,
      ...(options.scheduleCheckMs === undefined
        ? {}
        : { scheduleCheckMs: options.scheduleCheckMs }),
    }),
  );
  lifecycle.use(watchAppCounts(context));
  context.vitals.add("jobs", () => consumer.counts());
  lifecycle.onDrain("jobs", async () => consumer.drain());
  await untilDecoding(process, gallery);
  lifecycle.markReady();
}

const decoderWithinMs = 10_000;
const askEveryMs = 50;

/**
 * A worker that says it is ready can decode; one that cannot goes on, is not ready, and says why. Throws CONFIG_INVALID
 * where what decodes is too old to be let near strangers' files.
 */
async function untilDecoding(
  { clock }: ProcessContext<WorkerConfig>,
  { checkDecoder }: Pick<WorkerGallery, "checkDecoder">,
): Promise<void> {
  const untilMs = clock.monotonicMs() + decoderWithinMs;
  const isThere = () =>
    checkDecoder().then(
      () => true,
      (error: unknown) => {
        if (error instanceof ConfigError) throw error;
        return false;
      },
    );
  while (!(await isThere()) && clock.monotonicMs() < untilMs) await clock.sleep(askEveryMs);
}

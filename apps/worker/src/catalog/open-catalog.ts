import { join } from "node:path";
import {
  createCatalogEvents,
  createSyncer,
  openRepository,
  pollCatalogTask,
  prepareCredentials,
  pruneCatalog,
  pruneCatalogTask,
  putSource,
  raiseWanted,
  requireGit,
  sweepRedirects,
  sweepRedirectsTask,
  syncCatalogWake,
} from "@homeport/catalog";
import { bindWake, type TaskBinding, type WakeBinding } from "@homeport/jobs";
import type { ProcessContext } from "@homeport/platform";
import type { WorkerContext } from "../context.ts";
import type { WorkerConfig } from "../env.ts";
import { bindUpkeep } from "../tasks/upkeep.ts";
import { watchCatalog } from "./watch-catalog.ts";

export interface WorkerCatalog {
  readonly wakes: readonly WakeBinding[];
  readonly tasks: readonly TaskBinding[];
}

/**
 * Opens this worker's syncer over a clone of its own. Nothing is opened where no repository is named. Throws CATALOG_GIT_MISSING.
 */
export async function openCatalog(
  process: ProcessContext<WorkerConfig>,
  context: WorkerContext,
): Promise<WorkerCatalog> {
  const { config, clock, log, metrics, lifecycle } = process;
  const { catalog } = config;
  const { db, replicaId } = context;
  if (catalog === null) return { wakes: [], tasks: [] };
  await requireGit();
  const { remote, branch, onInvalid, writes } = catalog;
  const events = createCatalogEvents({ log, metrics });
  await putSource(db.orm, remote.label, branch);
  const repository = lifecycle.use(
    openRepository({
      clock,
      folder: join(catalog.folder, `${replicaId}.git`),
      remote: remote.url,
      protocol: remote.protocol,
      branch,
      credentials: await prepareCredentials(catalog.folder, catalog.files),
      onRun: events.gitRan,
    }),
  );
  lifecycle.use(watchCatalog({ db, clock, log, metrics }));
  const syncer = createSyncer({ ...context, repository, events, onInvalid, writes });
  return {
    wakes: [bindWake(syncCatalogWake, db.orm, async (_key, { signal }) => syncer.sync(signal))],
    tasks: [
      bindUpkeep(context, pollCatalogTask(catalog.pollEveryMs), async () => ({
        wanted: (await raiseWanted(db.orm, "poll")) ?? 0,
      })),
      bindUpkeep(context, pruneCatalogTask, async () => ({ ...(await pruneCatalog({ db })) })),
      ...(writes
        ? [bindUpkeep(context, sweepRedirectsTask, () => sweepRedirects({ db, clock, events }))]
        : []),
    ],
  };
}

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

/** What a trial of the catalog changes: how soon a worker is taken for gone, and how often what is due is looked for. */
export type CatalogTrial = Partial<
  Pick<typeof syncCatalogWake, "lockMs" | "stalledMs" | "sweepEveryMs">
>;

/**
 * Opens this worker's syncer over a clone of its own. Nothing is opened where no repository is named. Throws CATALOG_GIT_MISSING.
 */
export async function openCatalog(
  process: ProcessContext<WorkerConfig>,
  context: WorkerContext,
  trial: CatalogTrial = {},
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
  const wake = { ...syncCatalogWake, ...trial };
  return {
    wakes: [
      bindWake(wake, db.orm, async (_key, { signal, notMine }) => {
        if (!(await syncer.sync(signal))) notMine();
      }),
    ],
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

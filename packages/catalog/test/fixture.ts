import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SqlPort } from "@homeport/coordination";
import { createSqlPort, type Db, migrate, openDb, openFeedConnection } from "@homeport/db";
import { createMetrics, silentLog, systemClock, systemRandom } from "@homeport/platform";
import { freshDatabase } from "@homeport/testkit";
import {
  type CatalogSyncDeps,
  createCatalogEvents,
  createSyncer,
  openRepository,
  putSource,
  raiseWanted,
  type Syncer,
} from "../src/index.ts";
import { type DataRepository, openDataRepository } from "./data-repository.ts";

/** A data repository, a mirror, and syncers over both. */
export interface CatalogFixture extends AsyncDisposable {
  readonly db: Db;
  readonly data: DataRepository;
  /** What a feed over this database stands on. */
  readonly sql: SqlPort;
  /** Generations that were announced. */
  readonly announced: number[];
  /** Commands of git that the syncers have run. */
  readonly gitRuns: string[];
  /** Another replica's syncer, with a clone of its own. */
  openSyncer(replicaId: string, change?: Partial<CatalogSyncDeps>): Syncer;
  /** Wants a look and makes it. */
  sync(syncer: Syncer): Promise<void>;
}

export async function openFixture(): Promise<CatalogFixture> {
  const database = await freshDatabase({
    template: {
      key: "catalog",
      prepare: async (url) => void (await migrate({ url, log: silentLog })),
    },
  });
  const folder = await mkdtemp(join(tmpdir(), "homeport-catalog-"));
  const data = await openDataRepository(join(folder, "data"));
  const metrics = createMetrics({ app: "test", version: "0" });
  const parts = { clock: systemClock, log: silentLog, metrics };
  const db = openDb({ ...parts, url: database.url, app: "test" });
  const connection = openFeedConnection({ ...parts, url: database.url, app: "test" });
  const sql = createSqlPort(db, connection);
  await putSource(db.orm, "the test's repository", "main");
  const announced: number[] = [];
  const gitRuns: string[] = [];
  const opened: AsyncDisposable[] = [];
  return {
    db,
    data,
    sql,
    announced,
    gitRuns,
    openSyncer(replicaId, change = {}) {
      const repository = openRepository({
        clock: systemClock,
        folder: join(folder, `${replicaId}.git`),
        remote: data.remote,
        branch: "main",
        protocol: "file",
        credentials: {},
        onRun: (command) => gitRuns.push(command),
      });
      opened.push(repository);
      return createSyncer({
        ...parts,
        db,
        sql,
        random: systemRandom,
        replicaId,
        repository,
        ...{ onInvalid: "reject", writes: true },
        events: createCatalogEvents(parts),
        feed: {
          async announce(topic, key) {
            if (topic === "catalog") announced.push(Number(key));
          },
        },
        ...change,
      });
    },
    async sync(syncer) {
      await raiseWanted(db.orm, "manual");
      await syncer.sync(AbortSignal.timeout(20_000));
    },
    async [Symbol.asyncDispose]() {
      for (const one of opened) await one[Symbol.asyncDispose]();
      await connection[Symbol.asyncDispose]();
      await db[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

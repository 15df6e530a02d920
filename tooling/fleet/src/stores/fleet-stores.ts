import { chmodSync } from "node:fs";
import { migrate } from "@homeport/db";
import { silentLog } from "@homeport/platform";
import { freshDatabase, type OwnStore, ownPostgres, ownRedis } from "@homeport/testkit";

/** Where a fleet keeps its state. */
export interface FleetStores {
  readonly databaseUrl: string;
  /** For this fleet alone: a scenario may take it away. */
  readonly redis: OwnStore;
}

export type OpenStores = (stack: AsyncDisposableStack, folder: string) => Promise<FleetStores>;

async function prepare(url: string): Promise<void> {
  await migrate({ url, log: silentLog });
}

/** Within a test run: a database on the run's own Postgres, which takes no time to make. */
export const openTestStores: OpenStores = async (stack) => {
  const database = stack.use(await freshDatabase({ template: { key: "fleet", prepare } }));
  return { databaseUrl: database.url, redis: stack.use(await ownRedis()) };
};

/** Outside of one: both stores in the fleet's folder. */
export const openLabStores: OpenStores = async (stack, folder) => {
  // Postgres runs as another user under root, which has to be able to enter.
  chmodSync(folder, 0o755);
  const postgres = stack.use(await ownPostgres(folder));
  await prepare(postgres.url);
  return { databaseUrl: postgres.url, redis: stack.use(await ownRedis(folder)) };
};

import type { Feed, LeaseDeps } from "@homeport/coordination";
import type { Db, Tx } from "@homeport/db";
import type { CatalogEvents } from "./events.ts";
import type { Repository } from "./git/repository.ts";

/** What the syncer stands on: the only part of the catalog that runs git. */
export interface CatalogSyncDeps extends LeaseDeps<Tx> {
  readonly db: Db;
  readonly repository: Repository;
  readonly events: CatalogEvents;
  /** Says that a generation was accepted: a hint, which may get lost. */
  readonly feed: Pick<Feed, "announce">;
}

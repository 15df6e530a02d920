import type { Feed, LeaseDeps } from "@homeport/coordination";
import type { Db, Tx } from "@homeport/db";
import type { CatalogEvents } from "./events.ts";
import type { Repository } from "./git/repository.ts";
import type { OnInvalid } from "./sync/quarantine.ts";

/** Where a syncer has got to; a test stops it there. */
export type SyncStep =
  | ("fetched" | "judged" | "accepted")
  | ("planned" | "committed" | "pushed")
  /** Nothing is wanted any more, and the lease is about to be given back. */
  | "idle";

/** What the syncer stands on: the only part of the catalog that runs git. */
export interface CatalogSyncDeps extends LeaseDeps<Tx> {
  readonly db: Db;
  readonly repository: Repository;
  readonly events: CatalogEvents;
  readonly onInvalid: OnInvalid;
  /** Whether changes from the console are committed and pushed here. */
  readonly writes: boolean;
  /** Awaited at each step. */
  readonly pauseAt?: (step: SyncStep) => Promise<void>;
  /** Says that a generation was accepted, and that a look or a batch of changes has ended: hints, which may get lost. */
  readonly feed: Pick<Feed, "announce">;
}

import type { Feed } from "@homeport/coordination";
import type { AfterCommit, Db, Tx } from "@homeport/db";
import type { Clock, CursorCodec, Random, RequestContext } from "@homeport/platform";
import type { OperationEvents } from "./operation/events.ts";

/** What this domain's verbs stand on; built once in each app's `context.ts`. */
export interface HostsDeps {
  readonly db: Db;
  readonly feed: Pick<Feed, "announce">;
  readonly clock: Clock;
  readonly random: Random;
  readonly cursors: CursorCodec;
  readonly operations: OperationEvents;
}

/** `permissions` are those of the actor in `organizationId`, read live by the caller. */
export interface HostsContext extends HostsDeps, RequestContext {
  readonly permissions: ReadonlySet<string>;
}

/** A transaction that somebody else opened, and what is to leave after it commits. */
export interface HostsWork {
  readonly tx: Tx;
  readonly after: AfterCommit;
}

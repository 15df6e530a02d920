import type { Feed } from "@homeport/coordination";
import type { AfterCommit, Db, Tx } from "@homeport/db";
import type { Clock, Keys, Random, RequestContext } from "@homeport/platform";

/** What the gate's verbs stand on; built once in each app's `context.ts`. */
export interface GateDeps {
  readonly db: Db;
  /** Where verbs announce what they have changed. */
  readonly feed: Pick<Feed, "announce">;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly random: Random;
  /** Apps answer at one-label subdomains of this address. */
  readonly appsUrl: URL;
  /** Public address of the console. */
  readonly webUrl: URL;
}

/** `permissions` are those of the actor in `organizationId`, read live by the caller. */
export interface GateContext extends GateDeps, RequestContext {
  readonly permissions: ReadonlySet<string>;
}

/** A transaction that somebody else opened, and what is to leave after it commits. */
export interface GateWork {
  readonly tx: Tx;
  readonly after: AfterCommit;
}

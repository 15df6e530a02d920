import type { Feed } from "@homeport/coordination";
import type { Db } from "@homeport/db";
import type { Log, RequestContext } from "@homeport/platform";

/** What the verbs of a person's own sessions stand on. */
export interface AuthContext extends RequestContext {
  readonly db: Db;
  /** Where verbs announce what they have changed. */
  readonly feed: Pick<Feed, "announce">;
}

/** What verbs that end sessions of people stand on. */
export interface SessionContext extends AuthContext {
  readonly log: Log;
}

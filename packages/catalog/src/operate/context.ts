import type { Feed } from "@homeport/coordination";
import type { Db } from "@homeport/db";
import type { RequestContext } from "@homeport/platform";

/** What operating the catalog stands on, in the name of whoever asks. */
export interface OperateContext extends RequestContext {
  readonly db: Db;
  readonly feed: Pick<Feed, "announce">;
  wake(): Promise<void>;
}

export const catalogTarget = { kind: "catalog", id: "main" } as const;

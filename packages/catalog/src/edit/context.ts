import type { Feed } from "@homeport/coordination";
import type { Random, RequestContext } from "@homeport/platform";
import type { CatalogDeps } from "../entries/served.ts";

/** What changing the catalog stands on, in the name of whoever asks. */
export interface EditContext extends CatalogDeps, RequestContext {
  readonly random: Random;
  /** Whether this installation lets its catalog be changed from the console. */
  readonly writes: boolean;
  /** Where it is heard that a change may have ended. */
  readonly feed: Pick<Feed, "subscribe">;
  wake(): Promise<void>;
}

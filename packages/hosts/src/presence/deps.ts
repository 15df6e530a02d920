import type { Log, Metrics } from "@homeport/platform";
import type { HostsDeps } from "../context.ts";
import type { Directory } from "../directory/directory.ts";

/** What presence is written from: the directory decides, Postgres keeps its last word. */
export interface PresenceDeps extends Pick<HostsDeps, "db"> {
  readonly directory: Pick<Directory, "lookup" | "readAgeMs">;
  readonly metrics: Metrics;
}

/** What sets presence right also says so. */
export interface ReconcileDeps extends PresenceDeps {
  readonly log: Log;
}

import type { Auth } from "@homeport/auth";
import type { Limiter } from "@homeport/coordination";
import type { Db } from "@homeport/db";
import type { GateDeps } from "@homeport/gate";
import type { HostsDeps } from "@homeport/hosts";
import type { Log, Metrics } from "@homeport/platform";

/** What the endpoint stands on; built once in web's composition root. */
export interface ApiDeps {
  readonly db: Db;
  readonly auth: Auth;
  readonly hosts: HostsDeps;
  readonly gate: GateDeps;
  readonly limiter: Limiter;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Public address of the console: the only origin whose cookie may change anything. */
  readonly webUrl: URL;
  readonly appsUrl: URL;
}

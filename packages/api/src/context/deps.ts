import type { Auth, OperatorRule } from "@homeport/auth";
import type { CatalogDeps } from "@homeport/catalog";
import type { Feed, Limiter } from "@homeport/coordination";
import type { Db } from "@homeport/db";
import type { GalleryDeps, PublicGallery } from "@homeport/gallery";
import type { GateDeps, TxtLookup } from "@homeport/gate";
import type { Directory, HostsDeps } from "@homeport/hosts";
import type { Log } from "@homeport/platform";
import type { VaultsDeps } from "@homeport/vaults";
import type { FleetDeps } from "../fleet/context.ts";
import type { ApiRateClass } from "../rate.ts";

/** What the endpoint stands on; built once in web's composition root. */
export interface ApiDeps {
  readonly db: Db;
  readonly auth: Auth;
  readonly hosts: HostsDeps;
  readonly gate: GateDeps;
  readonly gallery: GalleryDeps;
  /** What strangers are answered from. */
  readonly publicGallery: PublicGallery;
  readonly vaults: VaultsDeps;
  readonly catalog: CatalogDeps;
  /** Wakes a worker that looks at the catalog's repository. */
  readonly wakeCatalog: () => Promise<void>;
  /** Whether the catalog may be changed from the console. */
  readonly catalogWrites: boolean;
  /** Who operates this installation, apart from any organization's roles. */
  readonly operators: OperatorRule;
  readonly fleet: FleetDeps;
  /** Where the tunnels are; null without Redis. */
  readonly directory: Pick<Directory, "lookup" | "listRelays"> | null;
  /** Asks DNS for what proves a custom hostname. */
  readonly lookUpTxt: TxtLookup;
  readonly feed: Pick<Feed, "announce" | "subscribe">;
  /** Made with `apiRateClasses` among its classes. */
  readonly limiter: Limiter<ApiRateClass>;
  readonly log: Log;
  /** Public address of the console: the only origin whose cookie may change anything. */
  readonly webUrl: URL;
  readonly appsUrl: URL;
  /** Aborts when this process drains: what streams without an end is then to be asked of another replica. */
  readonly draining?: AbortSignal;
}

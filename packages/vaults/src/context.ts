import type { Db } from "@homeport/db";
import type { Clock, Random, RequestContext } from "@homeport/platform";
import type { Primitives } from "./core/index.ts";
import type { ServerSigner } from "./server-key/open-server-key.ts";
import type { SourceKind } from "./vault/source-kind.ts";

/** What this domain's verbs stand on; built once in each app's `context.ts`. */
export interface VaultsDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly random: Random;
  readonly primitives: Primitives;
  /** Signs acknowledgements with the key that all replicas share. */
  readonly server: ServerSigner;
  /** The sources that vaults may name here. */
  readonly sourceKinds: ReadonlySet<SourceKind>;
  /** The most that a state, or a payload, may take. */
  readonly stateMaxBytes: number;
  readonly freshnessMs: number;
}

/** `permissions` are those of the actor in `organizationId`, read live by the caller. */
export interface VaultsContext extends VaultsDeps, RequestContext {
  readonly permissions: ReadonlySet<string>;
}

/** Who signed the request, and the time that it bears; its signature is verified already. */
export interface SignedRequest {
  readonly signerId: string;
  readonly timestampMs: number;
}

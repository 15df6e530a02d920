import type { Feed } from "@homeport/coordination";
import type { Db } from "@homeport/db";
import type { Clock, CursorCodec, Random, RequestContext } from "@homeport/platform";
import type { Primitives } from "./core/index.ts";
import type { VaultsEvents } from "./events.ts";
import type { Preparer } from "./prepare/preparer.ts";
import type { ServerSigner } from "./server-key/open-server-key.ts";
import type { Sources } from "./source/source.ts";

/** What this domain's verbs stand on; built once in each app's `context.ts`. */
export interface VaultsDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly random: Random;
  readonly primitives: Primitives;
  /** Makes the versions that deltas lead to; large ones where nobody else waits for them. */
  readonly preparer: Preparer;
  /** Signs acknowledgements with the key that all replicas share. */
  readonly server: ServerSigner;
  /** The sources that vaults may name here, beside none. */
  readonly sources: Sources;
  readonly cursors: CursorCodec;
  readonly events: VaultsEvents;
  /** Where verbs say that a vault has changed. */
  readonly feed: Pick<Feed, "announce">;
  /** Asks for a look at a vault's source. Never rejects: what is lost costs one sweep. */
  readonly wakeVault: (vaultId: string) => Promise<unknown>;
  /** The most that a state, or a payload, may take. */
  readonly stateMaxBytes: number;
  readonly freshnessMs: number;
  /** The most proposals of one vault that wait at a time. */
  readonly maxProposals: number;
  /** How long a delta that is unresolved, or was given up, may still be recovered; 0: not at all. */
  readonly retainedMs: number;
  /** How soon one that is retained is looked for again. */
  readonly reconcileMs: number;
}

/** `permissions` are those of the actor in `organizationId`, read live by the caller. */
export interface VaultsContext extends VaultsDeps, RequestContext {
  readonly permissions: ReadonlySet<string>;
}

/** Who signed the request, and the time that it bears; its signature is verified already. */
export interface SignedRequest {
  readonly signerId: string;
  /** Null for a request under a key session of the signer: it bears no time, and takes none. */
  readonly timestampMs: number | null;
}

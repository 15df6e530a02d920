import type { LeaseScope } from "@homeport/coordination";
import type { Tx } from "@homeport/db";
import type { CatalogSyncDeps } from "../context.ts";
import type { SourceRow } from "../store.ts";
import type { HeldState } from "./held-state.ts";

export interface LookDeps extends CatalogSyncDeps {
  readonly held: HeldState;
}

/** One look at the remote on its way: who looks, why, and what was found there. */
export interface Look {
  readonly deps: LookDeps;
  readonly scope: LeaseScope<Tx>;
  readonly source: SourceRow;
  readonly tip: string;
  readonly startedAt: Date;
}

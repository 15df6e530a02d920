import type { LeaseDeps } from "@homeport/coordination";
import type { Tx } from "@homeport/db";
import type { VaultsDeps } from "../context.ts";
import type { CheckTimings } from "../core/index.ts";

/** What the worker's verbs stand on. */
export interface CanonicalizeDeps
  extends Pick<
    VaultsDeps,
    "db" | "clock" | "random" | "preparer" | "primitives" | "sources" | "feed"
  > {
  readonly events: VaultsDeps["events"];
  readonly retainedMs: number;
  readonly timings: CheckTimings;
  readonly lease: LeaseDeps<Tx>;
  readonly leaseTtlMs: number;
  /** A third of the TTL unless told. */
  readonly leaseRenewMs?: number | undefined;
}

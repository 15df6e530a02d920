import { createCursorCodec, createMetrics, newId, silentLog } from "@homeport/platform";
import {
  createPreparer,
  createVaultsEvents,
  memorySource,
  nodePrimitives,
  openServerKey,
  type VaultsContext,
} from "@homeport/vaults";
import type { Stores } from "../programs/open-stores.ts";

/** The verbs of vaults over the stores of the bench, as whoever may create them. */
export async function openVerbs(stores: Stores): Promise<VaultsContext> {
  const { db, clock, random, feed, keys } = stores;
  const base = { db, clock, random, primitives: nodePrimitives };
  const metrics = createMetrics({ app: "bench", version: "0.0.0" });
  return {
    ...{ ...base, feed, preparer: createPreparer(nodePrimitives) },
    server: await openServerKey({ ...base, keys }),
    sources: new Map([["memory", memorySource(db.sql)]]),
    cursors: createCursorCodec(keys),
    events: createVaultsEvents({ log: silentLog, metrics }),
    wakeVault: async () => undefined,
    ...{ stateMaxBytes: 1_048_576, freshnessMs: 300_000, maxProposals: 20 },
    ...{ retainedMs: 86_400_000, reconcileMs: 60_000, address: null, requestId: newId() },
    ...{ actor: { kind: "system", name: "bench" }, organizationId: newId() },
    permissions: new Set(["vault.read", "vault.create"]),
  };
}

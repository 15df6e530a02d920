import type { Feed } from "@homeport/coordination";
import type { Db } from "@homeport/db";
import {
  type Clock,
  createCursorCodec,
  createMetrics,
  type Keys,
  type Random,
  silentLog,
} from "@homeport/platform";
import {
  createPreparer,
  createVaultsEvents,
  memorySource,
  nodePrimitives,
  openServerKey,
  type VaultsDeps,
} from "@homeport/vaults";

/** Vaults as a web process has them, with the scripted source and nobody to wake. */
export async function openTestVaults(parts: {
  readonly db: Db;
  readonly feed: Pick<Feed, "announce">;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly random: Random;
}): Promise<VaultsDeps> {
  const { db, feed, keys, clock, random } = parts;
  const base = { db, clock, random, primitives: nodePrimitives };
  const metrics = createMetrics({ app: "test", version: "0" });
  return {
    ...base,
    preparer: createPreparer(nodePrimitives),
    events: createVaultsEvents({ log: silentLog, metrics }),
    feed,
    server: await openServerKey({ ...base, keys }),
    sources: new Map([["memory", memorySource(db.sql)]]),
    cursors: createCursorCodec(keys),
    wakeVault: async () => undefined,
    ...{ stateMaxBytes: 262_144, freshnessMs: 300_000, maxProposals: 20, retainedMs: 86_400_000 },
    reconcileMs: 60_000,
  };
}

import type { Feed } from "@homeport/coordination";
import type { Db } from "@homeport/db";
import {
  createCursorCodec,
  type Keys,
  type ProcessContext,
  systemRandom,
} from "@homeport/platform";
import {
  memorySource,
  nodePrimitives,
  openServerKey,
  type Sources,
  type VaultsDeps,
} from "@homeport/vaults";
import { defaultMaxBytes, freshnessMs } from "@homeport/vaults/core";
import type { WebConfig } from "./env.ts";

const maxProposals = 20;
const retainedMs = 86_400_000;

/** What web stands on for vaults. The key that acknowledges is made here, by whichever replica starts first. */
export async function openVaults(
  { config, clock }: ProcessContext<WebConfig>,
  { db, feed, keys }: { db: Db; feed: Feed; keys: Keys },
): Promise<VaultsDeps> {
  const base = { db, clock, random: systemRandom, primitives: nodePrimitives };
  // A source that is written by hand is for trying things out alone.
  const sources: Sources =
    config.stage === "prod" ? new Map() : new Map([["memory", memorySource(db.sql)]]);
  return {
    ...{ ...base, feed, sources, cursors: createCursorCodec(keys) },
    server: await openServerKey({ ...base, keys }),
    // Workers sweep what is due every second; a wake only makes it sooner.
    wakeVault: async () => undefined,
    ...{ stateMaxBytes: defaultMaxBytes, freshnessMs, maxProposals, retainedMs },
  };
}

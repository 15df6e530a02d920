import {
  defaultMaxBytes,
  type NewVault,
  type PreparedDelta,
  type Primitives,
  prepareCreation,
  prepareDelta,
  type VaultVersion,
} from "../core/index.ts";
import type { SentDelta } from "./messages.ts";
import type { PrepareThreads } from "./threads.ts";

/** What takes longer to read, change and hash than others should wait for. */
const largeStateBytes = 128 * 1_024;
const largePayloadBytes = 64 * 1_024;

/** Makes the versions that deltas lead to: small ones at once, large ones where nobody else waits for them. */
export interface Preparer {
  /** As `prepareDelta` of the core; throws STORE_BUSY, too, while too many large ones wait. */
  prepareDelta(from: VaultVersion, sent: SentDelta, maxBytes?: number): Promise<PreparedDelta>;
  /** As `prepareCreation` of the core; throws STORE_BUSY, too. */
  prepareCreation(vault: NewVault, maxBytes?: number): Promise<PreparedDelta>;
}

/** Without threads everything is done at once, by whoever asks. */
export function createPreparer(
  primitives: Primitives,
  threads: PrepareThreads | null = null,
): Preparer {
  return {
    async prepareDelta(from, sent, maxBytes = defaultMaxBytes) {
      const isLarge =
        from.stateBytes.length > largeStateBytes || sent.payload.length > largePayloadBytes;
      if (threads === null || !isLarge) return prepareDelta(primitives, from, sent, maxBytes);
      return await threads.prepare({ what: "delta", from, sent, maxBytes });
    },
    async prepareCreation(vault, maxBytes = defaultMaxBytes) {
      const isLarge = vault.payload.length > largePayloadBytes;
      if (threads === null || !isLarge) return prepareCreation(primitives, vault, maxBytes);
      return await threads.prepare({ what: "creation", vault, maxBytes });
    },
  };
}

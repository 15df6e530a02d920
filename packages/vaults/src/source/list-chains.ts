import type { VaultsDeps } from "../context.ts";
import type { ChainOffer } from "./source.ts";

/** The chains on which vaults of this installation may be anchored. */
export function listChains({ sources }: Pick<VaultsDeps, "sources">): readonly ChainOffer[] {
  return [...sources.values()].flatMap(({ chains }) => chains ?? []);
}

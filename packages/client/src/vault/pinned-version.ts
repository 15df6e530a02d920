import { fromBase64Url, type Hash, readHash, type VaultVersion } from "@homeport/vaults/core";
import type { VaultPin } from "./pins.ts";

/** The version of a vault that a pin holds. Throws for a pin that is damaged. */
export function versionOf(vaultId: string, pin: VaultPin): VaultVersion {
  const { mode, nonce, roster, isReleased } = pin;
  const stateBytes = fromBase64Url(pin.state);
  if (stateBytes === null) throw new Error("a pin is damaged");
  const commitment = pinnedHash(pin.commitment);
  return { vaultId, mode, nonce, commitment, stateBytes, roster, isReleased };
}

export function pinnedHash(text: string): Hash {
  const hash = readHash(text);
  if (hash === null) throw new Error("a pin is damaged");
  return hash;
}

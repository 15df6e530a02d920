import { sha256 } from "@homeport/platform";
import { CoordinationError } from "../errors.ts";
import type { SqlRunner } from "../sql-port.ts";
import { takeChallenge } from "./store.ts";

export interface ConsumedChallenge {
  readonly payload: unknown;
}

/**
 * Uses a challenge up: one caller in the fleet gets its payload, everyone else CHALLENGE_INVALID,
 * which says nothing about why. Run it in the transaction of what it admits, after the signature
 * over it has been checked.
 */
export async function consumeChallenge(
  tx: SqlRunner,
  input: { realm: string; principal: string; challenge: string },
): Promise<ConsumedChallenge> {
  const taken = await takeChallenge(tx, {
    realm: input.realm,
    principal: input.principal,
    digest: sha256(input.challenge),
  });
  if (taken === null) throw new CoordinationError("CHALLENGE_INVALID");
  return taken;
}

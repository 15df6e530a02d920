import {
  defineFleetRateClasses,
  defineRateClasses,
  type Limiter,
  type RateDecision,
} from "@homeport/coordination";
import { addressGroup, PlatformError } from "@homeport/platform";
import type { VaultPeer } from "./deps.ts";

/** Addresses are counted before a signature is looked at, signers after it: nobody is starved by strangers. */
export const vaultRateClasses = {
  ...defineRateClasses({
    "vault-read": "200/s+400",
    "vault-write": "20/s+64",
    "vault-bad-signature": "5/s+64",
  }),
  ...defineFleetRateClasses({ "vault-lookup": "2/s+10" }),
};

export type VaultLimiter = Limiter<keyof typeof vaultRateClasses>;

/** Takes one read of an address. Throws RATE_LIMITED. */
export function takeReadTurn(limiter: VaultLimiter, peer: VaultPeer): void {
  const key = addressKey(peer);
  if (key !== null) settle(limiter.take("vault-read", key));
}

/** Takes one of the lists that tell a signer in which vaults they are. Throws RATE_LIMITED. */
export async function takeLookupTurn(limiter: VaultLimiter, peer: VaultPeer): Promise<void> {
  const key = addressKey(peer);
  if (key !== null) settle(await limiter.takeFleet("vault-lookup", key));
}

/** Takes one change of a signer, whose signature is proved. Throws RATE_LIMITED. */
export function takeWriteTurn(limiter: VaultLimiter, signerId: string): void {
  settle(limiter.take("vault-write", signerId));
}

/** Throws RATE_LIMITED for an address from which too many signatures were no good; takes nothing of a good one. */
export function takeSignedTurn(limiter: VaultLimiter, peer: VaultPeer): void {
  const waitMs = chargeBadSignatures(limiter, peer, 0);
  if (waitMs > 0) throw new PlatformError("RATE_LIMITED", { retryAfterMs: waitMs });
}

/** Counts a signature that was no good against its address. */
export function noteBadSignature(limiter: VaultLimiter, peer: VaultPeer): void {
  chargeBadSignatures(limiter, peer, 1);
}

/** For how long the peer has to wait after that, in ms. */
function chargeBadSignatures(limiter: VaultLimiter, peer: VaultPeer, count: number): number {
  const key = addressKey(peer);
  const name = "vault-bad-signature";
  return key === null ? 0 : limiter.charge(name, vaultRateClasses[name], key, count);
}

function settle(taken: RateDecision): void {
  if (!taken.allowed) throw new PlatformError("RATE_LIMITED", { retryAfterMs: taken.retryAfterMs });
}

/** Null for an unknown address: one bucket for all of them would let anyone lock everyone out. */
function addressKey({ address }: VaultPeer): string | null {
  const group = address === null ? null : addressGroup(address);
  return group === null ? null : `address ${group}`;
}

import { type Keys, newToken, type Random } from "@homeport/platform";
import type { LinkKey, LinkTerms, MuxLimits } from "@homeport/tunnel";

const kib = 1024;

/**
 * A link carries the streams of every host behind a peer: more of them than a tunnel does, with windows
 * that begin small, since between relays a round trip is short. A budget of 128 MiB holds 512 of the large
 * ones, 1,024 of the middle ones and 4,096 of the small ones at once.
 */
export const linkLimits: Partial<MuxLimits> = {
  windowBytes: 64 * kib,
  pressedWindowBytes: 32 * kib,
  tunnelBudgetBytes: 128 * kib * kib,
};
const linkCreditBytes = 64 * kib;
const linkMaxStreams = 16_384;

export function linkTerms(relayId: string, random: Random): LinkTerms {
  return {
    relayId,
    nonce: newToken(random, 32),
    maxStreams: linkMaxStreams,
    creditBytes: linkCreditBytes,
  };
}

/** The keys that prove a relay of this installation, the current one first. */
export function linkKeysOf(keys: Keys): readonly [LinkKey, ...LinkKey[]] {
  const current = { kid: keys.kid, key: keys.key("relay-link") };
  return keys.previous === undefined ? [current] : [current, ...linkKeysOf(keys.previous)];
}

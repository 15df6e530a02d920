import { parseSiweMessage, validateSiweMessage } from "viem/siwe";
import { getAddress } from "viem/utils";

/** How long a message may be on its way from being written to being shown, and a nonce may wait. */
export const messageLifeMs = 15 * 60_000;
/** How far ahead of the store's clock a message may be dated. */
const aheadMs = 60_000;

export interface MessageRules {
  readonly webUrl: URL;
  readonly chains: readonly number[];
  readonly nowMs: number;
}

/** What a wallet has signed (ERC-4361), as far as it matters here. */
export interface WalletMessage {
  /** With the checksum of EIP-55. */
  readonly address: `0x${string}`;
  readonly chainId: number;
  readonly nonce: string;
}

/** Whom a message says that it is from, before anything of it is believed; null for no such message. */
export function claimedAddress(message: string): `0x${string}` | null {
  const { address } = parseSiweMessage(message);
  return address === undefined ? null : getAddress(address);
}

/**
 * A message that was written for this console, on a chain that is allowed, within the last fifteen minutes; null for
 * any other. Its signature and its nonce are somebody else's to check.
 */
export function checkMessage(text: string, rules: MessageRules): WalletMessage | null {
  const message = parseSiweMessage(text);
  const { address, chainId, nonce, issuedAt, uri, version, scheme } = message;
  const { webUrl, nowMs } = rules;
  if (address === undefined || nonce === undefined || chainId === undefined) return null;
  if (version !== "1" || !rules.chains.includes(chainId)) return null;
  if (scheme !== undefined && `${scheme}:` !== webUrl.protocol) return null;
  if (URL.parse(uri ?? "")?.origin !== webUrl.origin) return null;
  if (!validateSiweMessage({ message, domain: webUrl.host, time: new Date(nowMs) })) return null;
  const ageMs = nowMs - (issuedAt?.getTime() ?? Number.NaN);
  if (!(ageMs >= -aheadMs && ageMs <= messageLifeMs)) return null;
  return { address: getAddress(address), chainId, nonce };
}

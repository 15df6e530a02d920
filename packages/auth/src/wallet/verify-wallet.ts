import { isHex, verifyMessage } from "viem/utils";
import { z } from "zod";
import type { AuthContext } from "../context.ts";
import { checkMessage, type WalletMessage } from "./check-message.ts";
import { selectNowMs, takeNonce } from "./store.ts";

export const signedMessage = z.strictObject({
  message: z.string().min(1).max(4_000),
  /** EIP-191, hex. */
  signature: z
    .string()
    .max(400)
    .refine((text) => isHex(text), "is not hex"),
});

export type SignedMessage = z.output<typeof signedMessage>;

export interface WalletRules {
  readonly webUrl: URL;
  readonly chains: readonly number[];
}

/**
 * What a wallet has signed for this console; null for a message that was not written for it, that another key has
 * signed, or whose nonce was used before or is none of ours. It uses the nonce up.
 */
export async function verifyWallet(
  deps: Pick<AuthContext, "db"> & WalletRules,
  { message, signature }: SignedMessage,
): Promise<WalletMessage | null> {
  const { orm } = deps.db;
  const checked = checkMessage(message, { ...deps, nowMs: await selectNowMs(orm) });
  if (checked === null || !isHex(signature)) return null;
  const { address, nonce } = checked;
  // A signature of the wrong length throws.
  const signed = await verifyMessage({ address, message, signature }).catch(() => false);
  return signed && (await takeNonce(orm, nonce)) ? checked : null;
}

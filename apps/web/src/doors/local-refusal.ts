import type { Failure } from "../data/failure.ts";

/** What passkeys and wallets can refuse before the server is asked anything. */
const sentences = {
  PASSKEY_CANCELLED: "No passkey was used. Try again, or choose another way.",
  PASSKEY_UNSUPPORTED: "This browser, or this address, cannot use passkeys.",
  PASSKEY_HELD: "This device already holds a passkey of yours.",
  WALLET_MISSING: "There is no wallet in this browser. Choose another way, or add one.",
  WALLET_CANCELLED: "The wallet signed nothing. Try again, or choose another way.",
  WALLET_NETWORK: "Your wallet is on a network that does not count here. Switch it, and try again.",
} as const;

export type LocalCode = keyof typeof sentences;

/** A refusal of the browser's own, in the shape in which `readFailure` reads those of the server. */
export class LocalRefusal extends Error {
  readonly data: Omit<Failure, "code" | "sentence"> & { appCode: LocalCode };

  constructor(code: LocalCode) {
    super(sentences[code]);
    this.data = { appCode: code, retryable: true, retryAfterMs: undefined, requestId: undefined };
  }
}

import { printHash, toBase64Url } from "../core/index.ts";
import type { StoredAcknowledgement } from "./store.ts";

/** An acknowledgement in print: hashes as `0x` and hex digits, its signature as base64url. */
export interface AcknowledgementView {
  readonly seq: number;
  readonly deltaId: string;
  readonly nonce: number;
  readonly prev: string;
  readonly next: string;
  readonly digest: string;
  readonly acceptedAtMs: number;
  readonly prevHash: string;
  readonly hash: string;
  readonly keyId: string;
  readonly signature: string;
}

export function printAcknowledgement(stored: StoredAcknowledgement): AcknowledgementView {
  const { seq, deltaId, nonce, acceptedAtMs, keyId } = stored;
  return {
    ...{ seq, deltaId, nonce, prev: printHash(stored.prev), next: printHash(stored.next) },
    ...{ digest: printHash(stored.digest), acceptedAtMs, prevHash: printHash(stored.prevHash) },
    ...{ hash: printHash(stored.hash), keyId, signature: toBase64Url(stored.signature) },
  };
}

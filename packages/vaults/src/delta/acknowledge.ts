import {
  type PreparedDelta,
  type Primitives,
  type SignedAcknowledgement,
  writeAcknowledgement,
} from "../core/index.ts";
import type { ServerSigner } from "../server-key/open-server-key.ts";

export type Acknowledged = SignedAcknowledgement;

/** The newest acknowledgement of a vault, to which the next one is chained; zeros before the first. */
export interface AcknowledgementHead {
  readonly seq: number;
  readonly hash: Uint8Array;
}

/**
 * The server's signed word that it accepts a delta, made before the transaction that stores both. It counts only if it
 * is stored: another that was faster leaves this one unknown to everybody.
 */
export function acknowledge(
  { primitives, server }: { readonly primitives: Primitives; readonly server: ServerSigner },
  delta: PreparedDelta,
  head: AcknowledgementHead,
  acceptedAtMs: number,
): Acknowledged {
  const { vaultId, nonce, commitment } = delta.next;
  const acknowledgement = {
    ...{ vaultId, seq: head.seq + 1, nonce, prev: delta.prev, next: commitment },
    ...{ digest: delta.digest, acceptedAtMs, prevHash: head.hash },
  };
  const message = writeAcknowledgement(acknowledgement);
  return {
    ...acknowledgement,
    hash: primitives.sha256(message),
    keyId: server.keyId,
    signature: server.sign(message),
  };
}

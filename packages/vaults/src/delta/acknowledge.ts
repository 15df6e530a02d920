import type { StoredAcknowledgement } from "../acknowledgement/store.ts";
import { type PreparedDelta, type Primitives, writeAcknowledgement } from "../core/index.ts";
import type { ServerSigner } from "../server-key/open-server-key.ts";

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
  { prepared, deltaId }: { readonly prepared: PreparedDelta; readonly deltaId: string },
  head: AcknowledgementHead,
  acceptedAtMs: number,
): StoredAcknowledgement {
  const { vaultId, nonce, commitment } = prepared.next;
  const acknowledgement = {
    ...{ vaultId, seq: head.seq + 1, nonce, prev: prepared.prev, next: commitment },
    ...{ digest: prepared.digest, acceptedAtMs, prevHash: head.hash },
  };
  const message = writeAcknowledgement(acknowledgement);
  return {
    ...{ ...acknowledgement, deltaId },
    hash: primitives.sha256(message),
    keyId: server.keyId,
    signature: server.sign(message),
  };
}

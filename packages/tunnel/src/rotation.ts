import { createHash } from "node:crypto";

const domain = Buffer.from("homeport-rotate-v1\0", "utf8");

/** Who replaces which key by which, over which tunnel. Keys are raw Ed25519 keys of 32 bytes. */
export interface Rotation {
  readonly hostId: string;
  /** Of the tunnel that carries the message: no epoch is ever used twice, so a recorded one is worth nothing. */
  readonly epoch: number;
  readonly oldKey: Uint8Array;
  readonly newKey: Uint8Array;
}

/**
 * What a host signs with both keys to replace one by the other: a word that keeps the signatures from meaning
 * anything elsewhere, a zero byte, the hash of host and epoch, the old key and the new one.
 */
export function rotationMessage({ hostId, epoch, oldKey, newKey }: Rotation): Buffer {
  const bound = createHash("sha256").update(`${hostId}\0${epoch}`, "utf8").digest();
  return Buffer.concat([domain, bound, oldKey, newKey]);
}

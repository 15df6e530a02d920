import type { RecordedDelta, ServerKey, SignedAcknowledgement } from "@homeport/vaults/core";
import {
  type Fields,
  readBytes,
  readCount,
  readHashField,
  readSignatures,
  readText,
} from "./read-answer.ts";

/** A delta of history, with the nonce that the server gives it. */
export interface HistoryDelta extends RecordedDelta {
  readonly nonce: number;
}

export function readDelta(fields: Fields): HistoryDelta {
  return {
    nonce: readCount(fields, "nonce"),
    kind: readText(fields, "kind"),
    payload: readBytes(fields, "payloadBase64"),
    prev: readHashField(fields, "prev"),
    next: readHashField(fields, "next"),
    signatures: readSignatures(fields),
  };
}

export function readAcknowledgement(fields: Fields, vaultId: string): SignedAcknowledgement {
  return {
    vaultId,
    seq: readCount(fields, "seq"),
    nonce: readCount(fields, "nonce"),
    prev: readHashField(fields, "prev"),
    next: readHashField(fields, "next"),
    digest: readHashField(fields, "digest"),
    acceptedAtMs: readCount(fields, "acceptedAtMs"),
    prevHash: readHashField(fields, "prevHash"),
    hash: readHashField(fields, "hash"),
    keyId: readText(fields, "keyId"),
    signature: readBytes(fields, "signature"),
  };
}

export function readServerKey(fields: Fields): ServerKey {
  return {
    publicKey: readBytes(fields, "publicKey"),
    createdAtMs: readCount(fields, "createdAtMs"),
    successionSignature:
      fields["successionSignature"] === null ? null : readBytes(fields, "successionSignature"),
  };
}

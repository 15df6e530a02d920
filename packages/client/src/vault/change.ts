import {
  ceilingBytes,
  type Json,
  type MovingKind,
  type PreparedDelta,
  type Primitives,
  prepareDelta,
  printHash,
  type Roster,
  toBase64Url,
  type VaultVersion,
  writePayload,
} from "@homeport/vaults/core";

/** One change of a vault: its kind, and the bytes that are signed. */
export interface VaultChange {
  readonly kind: MovingKind;
  readonly payload: Uint8Array;
}

/** JSON Patch (RFC 6902). */
export function patchChange(operations: Json): VaultChange {
  return { kind: "json-patch@1", payload: writePayload(operations) };
}

/** JSON Merge Patch (RFC 7396). */
export function mergeChange(patch: Json): VaultChange {
  return { kind: "merge-patch@1", payload: writePayload(patch) };
}

/** A whole new state. */
export function replaceChange(state: Json): VaultChange {
  return { kind: "replace@1", payload: writePayload(state) };
}

/** The whole set of signers, and how many voters have to sign. */
export function rosterChange({ threshold, signers }: Roster): VaultChange {
  const written = signers.map(({ id, role, label }) => ({ id, role, label }));
  return { kind: "roster@1", payload: writePayload({ threshold, signers: written }) };
}

/** The vault has moved elsewhere: nothing moves it here any more. */
export function releaseChange(): VaultChange {
  return { kind: "release@1", payload: writePayload({}) };
}

/** New bytes of a vault that the server cannot read. */
export function sealedChange(bytes: Uint8Array): VaultChange {
  return { kind: "sealed@1", payload: bytes };
}

/** The change as a delta of this version. Throws what the core refuses it with. */
export function prepareChange(
  primitives: Primitives,
  from: VaultVersion,
  change: VaultChange,
): PreparedDelta {
  return prepareDelta(primitives, from, change, ceilingBytes);
}

/** What is sent of a delta with one signature. */
export function writeBody(
  prepared: PreparedDelta,
  signature: { readonly signerId: string; readonly signature: string },
) {
  return {
    nonce: prepared.next.nonce,
    kind: prepared.kind,
    prev: printHash(prepared.prev),
    next: printHash(prepared.next.commitment),
    payloadBase64: toBase64Url(prepared.payload),
    signatures: [signature],
  };
}

import { joinBytes, lengthPrefixed, tag, toHex, uint64 } from "./bytes.ts";
import { type Hash, printHash } from "./hash.ts";

// Everything that anybody signs begins with a tag of its own, so that no signature for one thing verifies for another.

export interface SignedDeltaFacts {
  readonly vaultId: string;
  readonly nonce: number;
  readonly kind: string;
  readonly prev: Hash;
  readonly next: Hash;
  readonly digest: Hash;
}

/** What a signer signs to move a vault; lines, so that a wallet can show them. */
export function writeSigningText(delta: SignedDeltaFacts): string {
  return [
    "homeport.vault.sign.v1",
    `vault ${delta.vaultId}`,
    `nonce ${delta.nonce}`,
    `kind ${delta.kind}`,
    `prev ${printHash(delta.prev)}`,
    `next ${printHash(delta.next)}`,
    `delta ${printHash(delta.digest)}`,
  ].join("\n");
}

export interface RequestFacts {
  readonly method: string;
  /** Lower case, with the port if it is not the scheme's own. */
  readonly authority: string;
  readonly path: string;
  /** Without `?`; empty if there is none. */
  readonly query: string;
  /** Null for a request that concerns no one vault. */
  readonly vaultId: string | null;
  readonly signerId: string;
  readonly timestampMs: number;
  readonly bodySha256: Hash;
}

/** What a signer signs to make a request: the signature is good for this one and for nothing else. */
export function writeRequestText(request: RequestFacts): string {
  return [
    "homeport.request.v1",
    request.method,
    request.authority,
    request.path,
    request.query,
    request.vaultId ?? "-",
    request.signerId,
    String(request.timestampMs),
    toHex(request.bodySha256),
  ].join("\n");
}

export interface SourceHeadFacts {
  readonly vaultId: string;
  readonly nonce: number;
  readonly commitment: Hash;
  readonly seq: number;
  readonly issuedAtMs: number;
}

/** What the publisher of an outside source signs. */
export function writeSourceHead(head: SourceHeadFacts): Uint8Array {
  return joinBytes(
    tag("homeport.vault.head.v1"),
    lengthPrefixed(head.vaultId),
    uint64(head.nonce),
    head.commitment,
    uint64(head.seq),
    uint64(head.issuedAtMs),
  );
}

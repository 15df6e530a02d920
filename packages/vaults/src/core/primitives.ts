/** The arithmetic that the core is handed, so that each platform can bring its fastest. All of it is pure. */
export interface Primitives {
  readonly sha256: (bytes: Uint8Array) => Uint8Array;
  readonly keccak256: (bytes: Uint8Array) => Uint8Array;
  /** RFC 8032, for a key of `isUsableEd25519Key` and a signature of 64 bytes whose S is below the group's order. */
  readonly verifyEd25519: (
    publicKey: Uint8Array,
    message: Uint8Array,
    signature: Uint8Array,
  ) => boolean;
  /**
   * The public key (65 bytes, uncompressed) whose signature this is: r and s, 32 bytes each, within the group's order;
   * null where there is none.
   */
  readonly recoverSecp256k1: (
    hash: Uint8Array,
    signature: Uint8Array,
    recovery: 0 | 1,
  ) => Uint8Array | null;
}

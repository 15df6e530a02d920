/** What a reader of foreign history can find wrong with it. */
export type IntegrityCheck =
  | "ACK_SIGNATURE"
  | "ACK_CHAIN"
  | "COMMITMENT"
  | "DELTA_SIGNATURE"
  | "KEY_SUCCESSION"
  | "ROLLBACK";

/** History is not what was promised: whoever sees this must stop trusting, and signing, at once. */
export class VaultIntegrityError extends Error {
  readonly check: IntegrityCheck;
  /** The sequence of the acknowledgement, the nonce of the delta or the place of the key that fails. */
  readonly at: number;

  constructor(check: IntegrityCheck, at: number) {
    super(`${check} at ${at}`);
    this.name = "VaultIntegrityError";
    this.check = check;
    this.at = at;
  }
}

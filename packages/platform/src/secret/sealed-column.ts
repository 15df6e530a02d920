/**
 * A column whose values are sealed under the root secret. Whoever seals into one declares it, so that a rotation of the
 * secret finds every row. An empty value is sealed under nothing.
 */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** The unique column that names a row. */
  readonly key: string;
  readonly purpose: "row-wrap" | "ack-wrap";
  /** `bytes`: `kid ‖ nonce ‖ ciphertext ‖ tag`; `text`: `kid.` and base64url of the rest. */
  readonly form: "bytes" | "text";
  /** With the row's name behind it the associated data, so that no other row or column can carry the value. */
  readonly label: string;
}

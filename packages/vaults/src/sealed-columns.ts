import type { SealedColumn } from "@homeport/platform";

/** The private halves of the keys with which this installation acknowledges. */
export const serverKeys: SealedColumn = {
  table: "vault_server_keys",
  column: "private_sealed",
  key: "id",
  purpose: "ack-wrap",
  form: "bytes",
  label: "vault_server_keys",
};

/** Everything of this domain that is sealed under the root secret. */
export const vaultSealedColumns: readonly SealedColumn[] = [serverKeys];

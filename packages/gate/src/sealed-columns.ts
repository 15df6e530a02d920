import type { SealedColumn } from "@homeport/platform";

/** The private halves of identities' key pairs. */
export const identityKeys: SealedColumn = {
  table: "identities",
  column: "private_key_encrypted",
  key: "id",
  purpose: "row-wrap",
  form: "bytes",
  label: "identities",
};

/** Everything of this domain that is sealed under the root secret. */
export const gateSealedColumns: readonly SealedColumn[] = [identityKeys];

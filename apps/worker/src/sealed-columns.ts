import { authSealedColumns } from "@homeport/auth";
import { gateSealedColumns } from "@homeport/gate";
import type { SealedColumn } from "@homeport/platform";
import { vaultSealedColumns } from "@homeport/vaults/sealed";

/** Everything in the database that is sealed under the root secret. */
export const sealedColumns: readonly SealedColumn[] = [
  ...authSealedColumns,
  ...gateSealedColumns,
  ...vaultSealedColumns,
];

import type { SealedColumn } from "@homeport/platform";

/** The secrets of authenticator apps. */
export const authenticatorSecrets = twoFactorColumn("secret");

/** What is left of people's backup codes. */
export const backupCodes = twoFactorColumn("backup_codes");

/** Everything of sign-in that is sealed under the root secret. better-auth encrypts nothing of its own. */
export const authSealedColumns: readonly SealedColumn[] = [authenticatorSecrets, backupCodes];

function twoFactorColumn(column: string): SealedColumn {
  const label = `two_factors.${column}`;
  return { table: "two_factors", column, key: "user_id", purpose: "row-wrap", form: "text", label };
}

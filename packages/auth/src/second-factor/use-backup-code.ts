import type { Db } from "@homeport/db";
import type { Keys, Random, RequestContext } from "@homeport/platform";
import { AuthError } from "../errors.ts";
import { withoutCode } from "./backup-codes.ts";
import { openCodes, sealCodes } from "./sealed-codes.ts";
import { replaceBackupCodes, selectTwoFactor } from "./store.ts";

/**
 * Whether a code is one of those that are left; it is used up. Throws CODE_WRONG when another code was used in the same
 * moment, and nothing has been used up then.
 */
export async function useBackupCode(
  deps: { readonly db: Db; readonly keys: Keys; readonly random: Random },
  ctx: RequestContext,
  userId: string,
  code: string,
): Promise<boolean> {
  const found = await selectTwoFactor(deps.db.orm, userId);
  if (found === null || !found.verified) return false;
  const left = withoutCode(openCodes(deps.keys, userId, found.backupCodes), code);
  if (left === null) return false;
  const next = sealCodes(deps, userId, left);
  const act = { action: "two-factor.backup-used", target: { kind: "user", id: userId } };
  await deps.db.write(ctx, { ...act, detail: { left: left.length } }, async (tx) => {
    const read = found.backupCodes;
    if (!(await replaceBackupCodes(tx, userId, { read, next }))) throw new AuthError("CODE_WRONG");
  });
  return true;
}

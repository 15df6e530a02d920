import type { FactorContext } from "../factors.ts";
import { selectPasswordHash } from "../password/store.ts";
import { openCodes } from "../second-factor/sealed-codes.ts";
import { selectTwoFactor } from "../second-factor/store.ts";
import { actingUser } from "../session/acting-user.ts";

/** The ways in which a person can show that it is them. */
export interface Security {
  readonly hasPassword: boolean;
  /** Null while no authenticator app is in use. */
  readonly twoFactor: { readonly backupCodesLeft: number } | null;
}

export async function readSecurity(ctx: FactorContext): Promise<Security> {
  const { userId } = actingUser(ctx);
  const { orm } = ctx.db;
  const [hash, factor] = await Promise.all([
    selectPasswordHash(orm, userId),
    selectTwoFactor(orm, userId),
  ]);
  return {
    hasPassword: hash !== null,
    twoFactor: factor?.verified
      ? { backupCodesLeft: openCodes(ctx.factors.keys, userId, factor.backupCodes).length }
      : null,
  };
}

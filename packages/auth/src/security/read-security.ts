import type { FactorContext } from "../factors.ts";
import { selectPasskeys } from "../passkey/store.ts";
import { selectPasswordHash } from "../password/store.ts";
import { openCodes } from "../second-factor/sealed-codes.ts";
import { selectTwoFactor } from "../second-factor/store.ts";
import { actingUser } from "../session/acting-user.ts";
import { selectWallets } from "../wallet/store.ts";

/** The ways in which a person can show that it is them. */
export interface Security {
  readonly hasPassword: boolean;
  /** Null while no authenticator app is in use. */
  readonly twoFactor: { readonly backupCodesLeft: number } | null;
  readonly passkeys: readonly PasskeyRow[];
  readonly wallets: readonly WalletRow[];
}

export interface PasskeyRow {
  readonly passkeyId: string;
  readonly name: string | null;
  readonly createdAt: Date | null;
  /** Whether other devices of its owner have it, too. */
  readonly backedUp: boolean;
}

export interface WalletRow {
  readonly walletId: string;
  readonly address: string;
  readonly chainId: number;
  readonly createdAt: Date;
}

export async function readSecurity(ctx: FactorContext): Promise<Security> {
  const { userId } = actingUser(ctx);
  const { orm } = ctx.db;
  const [hash, factor, passkeys, wallets] = await Promise.all([
    selectPasswordHash(orm, userId),
    selectTwoFactor(orm, userId),
    selectPasskeys(orm, userId),
    selectWallets(orm, userId),
  ]);
  return {
    hasPassword: hash !== null,
    twoFactor: factor?.verified
      ? { backupCodesLeft: openCodes(ctx.factors.keys, userId, factor.backupCodes).length }
      : null,
    passkeys,
    wallets,
  };
}

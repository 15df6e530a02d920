import { type Reader, type Tx, users, verifications, walletAddresses } from "@homeport/db";
import { newId } from "@homeport/platform";
import { and, asc, eq, gt, sql } from "drizzle-orm";

/** Answers whether the nonce was there to be taken: once, by one caller, while it lived. */
export async function takeNonce(db: Reader, nonce: string): Promise<boolean> {
  const rows = await db
    .delete(verifications)
    .where(
      and(
        eq(verifications.identifier, nonceIdentifier(nonce)),
        gt(verifications.expiresAt, sql`now()`),
      ),
    )
    .returning({ id: verifications.id });
  return rows.length > 0;
}

export function nonceIdentifier(nonce: string): string {
  return `siwe:${nonce}`;
}

export async function selectNowMs(db: Reader): Promise<number> {
  const [row] = await db.execute(sql`SELECT (extract(epoch FROM now()) * 1000)::float8 AS now_ms`);
  return Number(row?.["now_ms"]);
}

/** Whose wallet this is, on whichever chain; null for nobody's. */
export async function findWalletUser(db: Reader, address: string): Promise<string | null> {
  const [row] = await db
    .select({ userId: walletAddresses.userId })
    .from(walletAddresses)
    .where(eq(sql`lower(${walletAddresses.address})`, address.toLowerCase()))
    .limit(1);
  return row?.userId ?? null;
}

/** The wallets of a person, the oldest first. */
export async function selectWallets(db: Reader, userId: string) {
  return await db
    .select({
      walletId: walletAddresses.id,
      address: walletAddresses.address,
      chainId: walletAddresses.chainId,
      createdAt: walletAddresses.createdAt,
    })
    .from(walletAddresses)
    .where(eq(walletAddresses.userId, userId))
    .orderBy(asc(walletAddresses.createdAt), asc(walletAddresses.id))
    .limit(200);
}

/** Links a wallet; one that this person has on this chain already stays. A trigger refuses somebody else's. */
export async function insertWallet(
  tx: Tx,
  wallet: { userId: string; address: string; chainId: number },
): Promise<void> {
  await tx
    .insert(walletAddresses)
    .values({ id: newId(), ...wallet })
    .onConflictDoNothing();
}

/** The address that was unlinked; null when it is gone or somebody else's. */
export async function deleteWallet(
  tx: Tx,
  own: { userId: string; walletId: string },
): Promise<string | null> {
  const [row] = await tx
    .delete(walletAddresses)
    .where(and(eq(walletAddresses.id, own.walletId), eq(walletAddresses.userId, own.userId)))
    .returning({ address: walletAddresses.address });
  return row?.address ?? null;
}

export async function insertWalletUser(
  tx: Tx,
  user: { id: string; name: string; email: string },
): Promise<void> {
  await tx.insert(users).values(user);
}

import { waitFor } from "@homeport/testkit";
import type { VaultsFixture } from "./fixture.ts";

/** A vault's row in the hands of somebody else. */
export interface HeldVault {
  /** Lets it go. */
  free(): Promise<void>;
}

/** Takes a vault's row, as a transaction does that moves the vault, and keeps it. */
export async function holdVault(
  { db }: Pick<VaultsFixture, "db">,
  vaultId: string,
): Promise<HeldVault> {
  const locked = Promise.withResolvers<void>();
  const freed = Promise.withResolvers<void>();
  const holding = db.system("hold", async (tx) => {
    await db.within(tx).query("select from vaults where id = $1 for update", [vaultId]);
    locked.resolve();
    await freed.promise;
  });
  await locked.promise;
  return {
    async free() {
      freed.resolve();
      await holding;
    },
  };
}

const waitingText = `select count(*)::int as waiting from pg_stat_activity
  where datname = current_database() and wait_event_type = 'Lock'`;

/** Until exactly so many statements wait for what somebody else holds. */
export async function untilWaiting(
  { db }: Pick<VaultsFixture, "db">,
  count: number,
): Promise<void> {
  await waitFor(async () => (await db.sql.query(waitingText))[0]?.["waiting"] === count, {
    deadlineMs: 20_000,
    what: `${count} statements wait`,
  });
}

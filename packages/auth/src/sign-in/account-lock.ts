import type { Db } from "@homeport/db";
import type { Keys } from "@homeport/platform";
import { AuthError } from "../errors.ts";
import { type Account, accountKey } from "./account-key.ts";
import { giveBackTry, type LockMethod, type LockRule, selectLockMs, takeTry } from "./store.ts";

/** Five failed tries of an account in five minutes lock it for fifteen, for that method alone. */
export const lockRule: LockRule = {
  maxFailures: 5,
  windowMs: 5 * 60_000,
  lockMs: 15 * 60_000,
};

/** One counted try. */
export interface OpenTry {
  /** Whether the account is locked unless this try is given back. */
  readonly locks: boolean;
  /** It did not fail: takes it out of the count again. */
  giveBack(): Promise<void>;
}

export interface AccountLock {
  /** Counts a try. Throws LOCKED, with how long, while the account is locked for this method. */
  begin(method: LockMethod, account: Account): Promise<OpenTry>;
}

export interface AccountLockOptions {
  readonly db: Db;
  readonly keys: Keys;
  readonly rule: LockRule;
}

/**
 * Tries are counted in rows, when they begin: guesses at once, on whichever replicas, are no way around the lock.
 * Accounts that nobody has are counted like any other.
 */
export function createAccountLock({ db, keys, rule }: AccountLockOptions): AccountLock {
  return {
    async begin(method, account) {
      const tried = { userKey: accountKey(keys, account), method };
      const taken = await takeTry(db.orm, tried, rule);
      if (taken === null) {
        const retryAfterMs = Math.max(1_000, await selectLockMs(db.orm, tried));
        throw new AuthError("LOCKED", { retryAfterMs });
      }
      return { locks: taken.locks, giveBack: () => giveBackTry(db.orm, tried, taken) };
    },
  };
}

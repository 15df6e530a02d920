import type { Db } from "@homeport/db";
import type { RequestContext } from "@homeport/platform";
import { type AuthErrorCode, isAuthError } from "../errors.ts";
import type { AuthEvents } from "../events.ts";
import { type Account, accountTarget } from "./account-key.ts";
import type { AccountLock } from "./account-lock.ts";
import type { AddressLimit } from "./address-limit.ts";
import type { LockMethod } from "./store.ts";

/** Something that is tried: a password, a code, a signature. */
export interface Attempt {
  /** A passkey cannot be guessed: its failures are limited by address, and lock nothing. */
  readonly method: LockMethod | "passkey";
  readonly account: Account;
  /** What a wrong one is audited as. */
  readonly wrong: AuthErrorCode;
}

/** How a check ended, and what it found. */
export interface Checked<T> {
  readonly right: boolean;
  readonly value: T;
}

export interface Tries {
  /**
   * Runs a check within the limits of its address and its account, and records it when it fails. Throws
   * TOO_MANY_SIGN_INS and LOCKED before it, and whatever it throws, which counts as no failure.
   */
  run<T>(ctx: RequestContext, attempt: Attempt, check: () => Promise<Checked<T>>): Promise<T>;
}

export interface TriesOptions {
  readonly db: Db;
  readonly addresses: AddressLimit;
  readonly lock: AccountLock;
  readonly events: AuthEvents;
}

export function createTries({ db, addresses, lock, events }: TriesOptions): Tries {
  async function begin(ctx: RequestContext, { method, account }: Attempt) {
    try {
      const end = await addresses.begin(ctx.address);
      try {
        return { end, open: method === "passkey" ? null : await lock.begin(method, account) };
      } catch (error) {
        end();
        throw error;
      }
    } catch (error) {
      if (isAuthError(error)) events.signIn(method, "limited");
      throw error;
    }
  }

  async function noteFailed(ctx: RequestContext, attempt: Attempt, locks: boolean): Promise<void> {
    const { method, account, wrong } = attempt;
    events.signIn(method, "failed");
    await addresses.countFailure(ctx.address);
    const act = { target: accountTarget(account), detail: { method } };
    await db.audit(ctx, {
      ...act,
      action: "user.sign-in-failed",
      outcome: "denied",
      errorCode: wrong,
    });
    if (!locks) return;
    events.locked(method, ctx.requestId);
    await db.audit(ctx, { ...act, action: "user.lock", outcome: "denied", errorCode: "LOCKED" });
  }

  return {
    async run(ctx, attempt, check) {
      const { end, open } = await begin(ctx, attempt);
      try {
        const { right, value } = await check().catch(async (error: unknown) => {
          await open?.giveBack();
          throw error;
        });
        if (right) await open?.giveBack();
        else await noteFailed(ctx, attempt, open?.locks ?? false);
        return value;
      } finally {
        end();
      }
    },
  };
}

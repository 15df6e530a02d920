import { defineRateClasses, type Limiter } from "@homeport/coordination";
import { addressGroup, type Clock, sha256 } from "@homeport/platform";
import { AuthError } from "../errors.ts";

/** Failed sign-ins by address and by account, in the whole fleet. Web makes its limiter with these classes. */
export const signInRateClasses = defineRateClasses({
  "sign-in": "10/m+20",
  "sign-in-account": "10/h+20",
});

export type SignInRateClass = keyof typeof signInRateClasses;

export interface FailureLimit {
  /**
   * Begins a try, and answers how to end it. Throws TOO_MANY_SIGN_INS while this address or this account has failed
   * too often, or has as many tries under way as it may: a failure counts only once its password was hashed, so
   * without this bound any number of guesses at once would pass.
   */
  begin(attempt: SignInAttempt): () => void;
  countFailure(attempt: SignInAttempt): void;
}

export interface SignInAttempt {
  /** Null when unknown: then only the account is limited, so nobody can lock everyone out. */
  readonly address: string | null;
  readonly email: string;
}

export interface FailureLimitOptions {
  readonly limiter: Limiter<SignInRateClass>;
  readonly clock: Clock;
  readonly maxBlocked: number;
}

/** Tries under way at once. A person makes one; an office behind one address makes a few. */
const maxAtOnce: Record<SignInRateClass, number> = { "sign-in": 8, "sign-in-account": 3 };
const atOnceWaitMs = 1_000;

/**
 * Only failures take from the buckets; what a refused take names is blocked for as long as the limiter says.
 * Known and unknown accounts are treated alike.
 */
export function createFailureLimit(options: FailureLimitOptions): FailureLimit {
  const blockedUntilMs = new Map<string, number>();
  const underWay = new Map<string, number>();

  function keysOf(attempt: SignInAttempt): (readonly [SignInRateClass, string])[] {
    const account = sha256(attempt.email.trim().toLowerCase()).toString("base64url");
    const address = attempt.address === null ? null : addressGroup(attempt.address);
    const byAccount = ["sign-in-account", account] as const;
    return address === null ? [byAccount] : [byAccount, ["sign-in", address]];
  }

  function waitMs(rateClass: SignInRateClass, key: string): number {
    return Math.max(
      blockedMs(`${rateClass} ${key}`),
      (underWay.get(`${rateClass} ${key}`) ?? 0) >= maxAtOnce[rateClass] ? atOnceWaitMs : 0,
    );
  }

  function blockedMs(key: string): number {
    const untilMs = blockedUntilMs.get(key);
    if (untilMs === undefined) return 0;
    const leftMs = untilMs - options.clock.monotonicMs();
    if (leftMs <= 0) blockedUntilMs.delete(key);
    return Math.max(0, leftMs);
  }

  function block(key: string, retryAfterMs: number): void {
    const oldest =
      blockedUntilMs.size >= options.maxBlocked ? blockedUntilMs.keys().next().value : undefined;
    if (oldest !== undefined) blockedUntilMs.delete(oldest);
    blockedUntilMs.set(key, options.clock.monotonicMs() + retryAfterMs);
  }

  function count(key: string, change: 1 | -1): void {
    const now = (underWay.get(key) ?? 0) + change;
    if (now > 0) underWay.set(key, now);
    else underWay.delete(key);
  }

  return {
    begin(attempt) {
      const keys = keysOf(attempt);
      const retryAfterMs = Math.max(...keys.map(([rateClass, key]) => waitMs(rateClass, key)));
      if (retryAfterMs > 0) throw new AuthError("TOO_MANY_SIGN_INS", { retryAfterMs });
      const names = keys.map(([rateClass, key]) => `${rateClass} ${key}`);
      for (const name of names) count(name, 1);
      return () => {
        for (const name of names.splice(0)) count(name, -1);
      };
    },
    countFailure(attempt) {
      for (const [rateClass, key] of keysOf(attempt)) {
        const taken = options.limiter.take(rateClass, key);
        if (!taken.allowed) block(`${rateClass} ${key}`, taken.retryAfterMs);
      }
    },
  };
}

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
  /** Throws TOO_MANY_SIGN_INS while this address or this account has failed too often. */
  check(attempt: SignInAttempt): void;
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

/**
 * Only failures take from the buckets; what a refused take names is blocked for as long as the limiter says.
 * Known and unknown accounts are treated alike.
 */
export function createFailureLimit(options: FailureLimitOptions): FailureLimit {
  const blockedUntilMs = new Map<string, number>();

  function keysOf(attempt: SignInAttempt): (readonly [SignInRateClass, string])[] {
    const account = sha256(attempt.email.trim().toLowerCase()).toString("base64url");
    const address = attempt.address === null ? null : addressGroup(attempt.address);
    const byAccount = ["sign-in-account", account] as const;
    return address === null ? [byAccount] : [byAccount, ["sign-in", address]];
  }

  function waitMs(key: string): number {
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

  return {
    check(attempt) {
      const waits = keysOf(attempt).map(([rateClass, key]) => waitMs(`${rateClass} ${key}`));
      const retryAfterMs = Math.max(...waits);
      if (retryAfterMs > 0) throw new AuthError("TOO_MANY_SIGN_INS", { retryAfterMs });
    },
    countFailure(attempt) {
      for (const [rateClass, key] of keysOf(attempt)) {
        const taken = options.limiter.take(rateClass, key);
        if (!taken.allowed) block(`${rateClass} ${key}`, taken.retryAfterMs);
      }
    },
  };
}

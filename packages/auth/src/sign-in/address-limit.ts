import { defineRateClasses, type Limiter } from "@homeport/coordination";
import { addressGroup, type Clock } from "@homeport/platform";
import { AuthError } from "../errors.ts";

/** Failed sign-ins by address, in the whole fleet. Web makes its limiter with this class. */
export const signInRateClasses = defineRateClasses({ "sign-in": "10/m+20" });

export type SignInRateClass = keyof typeof signInRateClasses;

export interface AddressLimit {
  /**
   * Begins a try, and answers how to end it. Throws TOO_MANY_SIGN_INS while this address has failed too often, or has
   * as many tries under way as it may: a failure counts only once it is known, so without this bound any number of
   * guesses at once would pass. Nothing is limited where the address is unknown, so nobody can lock everyone out.
   */
  begin(address: string | null): () => void;
  countFailure(address: string | null): void;
}

export interface AddressLimitOptions {
  readonly limiter: Limiter<SignInRateClass>;
  readonly clock: Clock;
  readonly maxBlocked: number;
}

/** Tries of one address under way at once: an office behind one makes a few. */
const maxAtOnce = 8;
const atOnceWaitMs = 1_000;

/** Only failures take from the bucket; what a refused take names is blocked for as long as the limiter says. */
export function createAddressLimit(options: AddressLimitOptions): AddressLimit {
  const blockedUntilMs = new Map<string, number>();
  const underWay = new Map<string, number>();

  function blockedMs(group: string): number {
    const untilMs = blockedUntilMs.get(group);
    if (untilMs === undefined) return 0;
    const leftMs = untilMs - options.clock.monotonicMs();
    if (leftMs <= 0) blockedUntilMs.delete(group);
    return Math.max(0, leftMs);
  }

  function block(group: string, retryAfterMs: number): void {
    const oldest =
      blockedUntilMs.size >= options.maxBlocked ? blockedUntilMs.keys().next().value : undefined;
    if (oldest !== undefined) blockedUntilMs.delete(oldest);
    blockedUntilMs.set(group, options.clock.monotonicMs() + retryAfterMs);
  }

  function count(group: string, change: 1 | -1): void {
    const now = (underWay.get(group) ?? 0) + change;
    if (now > 0) underWay.set(group, now);
    else underWay.delete(group);
  }

  return {
    begin(address) {
      const group = groupOf(address);
      if (group === null) return () => undefined;
      const full = (underWay.get(group) ?? 0) >= maxAtOnce;
      const retryAfterMs = Math.max(blockedMs(group), full ? atOnceWaitMs : 0);
      if (retryAfterMs > 0) throw new AuthError("TOO_MANY_SIGN_INS", { retryAfterMs });
      count(group, 1);
      let ended = false;
      return () => {
        if (!ended) count(group, -1);
        ended = true;
      };
    },
    countFailure(address) {
      const group = groupOf(address);
      if (group === null) return;
      const taken = options.limiter.take("sign-in", group);
      if (!taken.allowed) block(group, taken.retryAfterMs);
    },
  };
}

function groupOf(address: string | null): string | null {
  return address === null ? null : addressGroup(address);
}

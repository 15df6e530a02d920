import { defineFleetRateClasses, type Limiter } from "@homeport/coordination";
import { addressGroup } from "@homeport/platform";
import { AuthError } from "../errors.ts";

/** Failed sign-ins by address, in the whole fleet. Web makes its limiter with this class. */
export const signInRateClasses = defineFleetRateClasses({ "sign-in": "10/m+20" });

export type SignInRateClass = keyof typeof signInRateClasses;

export interface AddressLimit {
  /**
   * Begins a try, and answers how to end it. Throws TOO_MANY_SIGN_INS while this address has failed too often, or has
   * as many tries under way as it may: a failure counts only once it is known, so without this bound any number of
   * guesses at once would pass. Nothing is limited where the address is unknown, so nobody can lock everyone out.
   */
  begin(address: string | null): Promise<() => void>;
  countFailure(address: string | null): Promise<void>;
}

/** Tries of one address under way at once: an office behind one makes a few. */
const maxAtOnce = 8;
const atOnceWaitMs = 1_000;

/** Only failures take from the bucket; who begins asks whether there is something left in it, on whichever replica. */
export function createAddressLimit(limiter: Limiter<SignInRateClass>): AddressLimit {
  const underWay = new Map<string, number>();

  function count(group: string, change: 1 | -1): void {
    const now = (underWay.get(group) ?? 0) + change;
    if (now > 0) underWay.set(group, now);
    else underWay.delete(group);
  }

  return {
    async begin(address) {
      const group = groupOf(address);
      if (group === null) return () => undefined;
      if ((underWay.get(group) ?? 0) >= maxAtOnce) {
        throw new AuthError("TOO_MANY_SIGN_INS", { retryAfterMs: atOnceWaitMs });
      }
      count(group, 1);
      let ended = false;
      const end = () => {
        if (!ended) count(group, -1);
        ended = true;
      };
      const asked = await limiter.askFleet("sign-in", group);
      if (asked.allowed) return end;
      end();
      throw new AuthError("TOO_MANY_SIGN_INS", { retryAfterMs: asked.retryAfterMs });
    },
    async countFailure(address) {
      const group = groupOf(address);
      if (group !== null) await limiter.takeFleet("sign-in", group);
    },
  };
}

function groupOf(address: string | null): string | null {
  return address === null ? null : addressGroup(address);
}

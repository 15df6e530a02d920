import {
  defineFleetRateClasses,
  defineRateClasses,
  type RateDecision,
} from "@homeport/coordination";
import { addressGroup, PlatformError } from "@homeport/platform";
import type { ApiContext } from "./context/request.ts";
import { vaultRateClasses } from "./vault-http/rates.ts";

const callRateClasses = defineRateClasses({
  api: "1200/m+300",
  // A folder of photos is sent in many requests.
  "gallery-upload": "3000/m+600",
  "gallery-search": "120/m+64",
  "gallery-download": "60/m+64",
});

/** What is rare, costs others, or is guessed: of these the sum of all replicas counts. */
const fleetRateClasses = defineFleetRateClasses({
  challenge: "30/m+20",
  "enrolment-code": "10/m+10",
  "address-check": "20/m+10",
  // Each may send a mail to whomever it names.
  invitation: "60/h+20",
  // What is guessed here is 40 bits long: few tries an address, and few of everybody together.
  pairing: "5/m+5",
  "pairing-all": "100/m+100",
  // Passwords are guessed here.
  "gallery-share": "5/m+10",
});

/** What this endpoint draws from. Web makes its limiter with these classes among others. */
export const apiRateClasses = { ...callRateClasses, ...fleetRateClasses, ...vaultRateClasses };

export type ApiRateClass = keyof typeof apiRateClasses;

/** Who asks, and what counts it. */
export interface RateContext extends Pick<ApiContext, "address"> {
  readonly deps: Pick<ApiContext["deps"], "limiter">;
}

/**
 * Takes one of class `api`, by person when one is known, else by address; throws RATE_LIMITED. Asks no store, and nothing of a
 * stranger whose address is unknown.
 */
export function takeRate(ctx: RateContext, userId: string | null): void {
  const key = userId === null ? addressKey(ctx) : `user ${userId}`;
  if (key !== null) settle(ctx.deps.limiter.take("api", key));
}

/** Takes one of a class that counts addresses, where the address is known; throws RATE_LIMITED. */
export async function takeAddressRate(ctx: RateContext, name: ApiRateClass): Promise<void> {
  const key = addressKey(ctx);
  if (key !== null) await takeFrom(ctx, name, key);
}

/** Takes one of a class that counts people; throws RATE_LIMITED. */
export async function takeUserRate(
  ctx: ApiContext,
  name: ApiRateClass,
  userId: string,
): Promise<void> {
  await takeFrom(ctx, name, `user ${userId}`);
}

/** Takes one of a class that everybody draws from together; throws RATE_LIMITED. */
export async function takeSharedRate(ctx: ApiContext, name: ApiRateClass): Promise<void> {
  await takeFrom(ctx, name, "everybody");
}

/** Takes one of a class that counts something by its name; throws RATE_LIMITED. */
export async function takeKeyedRate(
  ctx: ApiContext,
  name: ApiRateClass,
  key: string,
): Promise<void> {
  await takeFrom(ctx, name, key);
}

async function takeFrom(ctx: RateContext, name: ApiRateClass, key: string): Promise<void> {
  settle(await ctx.deps.limiter.takeFleet(name, key));
}

function settle(taken: RateDecision): void {
  if (!taken.allowed) {
    throw new PlatformError("RATE_LIMITED", { retryAfterMs: taken.retryAfterMs });
  }
}

/** Null for an unknown address: one bucket for all of them would let anyone lock everyone out. */
function addressKey({ address }: RateContext): string | null {
  const group = address === null ? null : addressGroup(address);
  return group === null ? null : `address ${group}`;
}

import { defineRateClasses } from "@homeport/coordination";
import { addressGroup, PlatformError } from "@homeport/platform";
import type { ApiContext } from "./context/request.ts";
import { vaultRateClasses } from "./vault-http/rates.ts";

const callRateClasses = defineRateClasses({
  api: "1200/m+300",
  challenge: "30/m+20",
  "enrolment-code": "10/m+10",
  "address-check": "20/m+10",
  // Each may send a mail to whomever it names.
  invitation: "60/h+20",
  // What is guessed here is 40 bits long: few tries an address, and few of everybody together.
  pairing: "5/m+5",
  "pairing-all": "100/m+100",
  // A folder of photos is sent in many requests.
  "gallery-upload": "3000/m+600",
  "gallery-search": "120/m+60",
  "gallery-download": "60/m+30",
  // Passwords are guessed here.
  "gallery-share": "5/m+10",
});

/** What this endpoint draws from. Web makes its limiter with these classes among others. */
export const apiRateClasses = { ...callRateClasses, ...vaultRateClasses };

export type ApiRateClass = keyof typeof apiRateClasses;

/** Takes one of class `api`, by person when one is known, else by address; throws RATE_LIMITED. */
export function takeRate(ctx: ApiContext, userId: string | null): void {
  takeFrom(ctx, "api", userId === null ? addressKey(ctx) : `user ${userId}`);
}

/** Takes one of a class that counts addresses; throws RATE_LIMITED. */
export function takeAddressRate(ctx: ApiContext, name: ApiRateClass): void {
  takeFrom(ctx, name, addressKey(ctx));
}

/** Takes one of a class that counts people; throws RATE_LIMITED. */
export function takeUserRate(ctx: ApiContext, name: ApiRateClass, userId: string): void {
  takeFrom(ctx, name, `user ${userId}`);
}

/** Takes one of a class that everybody draws from together; throws RATE_LIMITED. */
export function takeSharedRate(ctx: ApiContext, name: ApiRateClass): void {
  takeFrom(ctx, name, "everybody");
}

/** Takes one of a class that counts something by its name; throws RATE_LIMITED. */
export function takeKeyedRate(ctx: ApiContext, name: ApiRateClass, key: string): void {
  takeFrom(ctx, name, key);
}

function takeFrom(ctx: ApiContext, name: ApiRateClass, key: string): void {
  const taken = ctx.deps.limiter.take(name, key);
  if (!taken.allowed) {
    throw new PlatformError("RATE_LIMITED", { retryAfterMs: taken.retryAfterMs });
  }
}

/** Requests whose address is unknown share one bucket: they may be slow, but never unlimited. */
function addressKey(ctx: ApiContext): string {
  return `address ${ctx.address === null ? "unknown" : (addressGroup(ctx.address) ?? "unknown")}`;
}

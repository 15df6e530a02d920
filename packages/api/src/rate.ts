import { rateKeyOfAddress } from "@homeport/coordination";
import { PlatformError } from "@homeport/platform";
import type { ApiContext } from "./context/request.ts";

/** Classes of the deployment's limits that this endpoint draws from. */
export type ApiRateClass = "api" | "challenge" | "enrolment-code";

/** Takes one from class `api`, by person when one is known, else by address; throws RATE_LIMITED. */
export async function takeRate(ctx: ApiContext, userId: string | null): Promise<void> {
  await takeFrom(ctx, "api", userId === null ? addressKey(ctx) : `user:${userId}`);
}

/** Takes one from a class that counts addresses; throws RATE_LIMITED. */
export async function takeAddressRate(ctx: ApiContext, name: ApiRateClass): Promise<void> {
  await takeFrom(ctx, name, addressKey(ctx));
}

async function takeFrom(ctx: ApiContext, name: ApiRateClass, key: string): Promise<void> {
  const decision = await ctx.deps.limiter.take(name, key);
  if (decision.allowed) return;
  throw new PlatformError("RATE_LIMITED", { retryAfterMs: decision.retryAfterMs });
}

function addressKey(ctx: ApiContext): string {
  return `address:${ctx.address === null ? "unknown" : rateKeyOfAddress(ctx.address)}`;
}

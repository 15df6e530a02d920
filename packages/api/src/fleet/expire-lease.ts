import { expireLease } from "@homeport/coordination";
import { z } from "zod";
import type { FleetContext } from "./context.ts";

export const expireLeaseInput = z.strictObject({
  name: z.string().min(1).max(200),
  /** As the list showed it: another acquisition is left alone. */
  fence: z.string().regex(/^\d{1,18}$/),
});

/** Frees a lease whose holder is stuck: the next taker gets it, and the old holder writes nothing more. Throws LEASE_MOVED. */
export async function expireFleetLease(
  ctx: FleetContext,
  { name, fence }: z.infer<typeof expireLeaseInput>,
): Promise<void> {
  const act = { action: "lease.expire", target: { kind: "lease", id: name }, detail: { fence } };
  await ctx.db.write(ctx, act, async (tx) => {
    await expireLease(ctx.db.within(tx), { name, fence: BigInt(fence) });
  });
}

import { z } from "zod";
import { type Address, addressOf } from "../address/address.ts";
import { authorize } from "../authorize.ts";
import type { GateContext } from "../context.ts";
import { type AccessLevel, accessLevels } from "../rule/rule.ts";
import { readSummaries } from "./store.ts";

export const listAppGatesInput = z.object({ appIds: z.array(z.string()).max(500).readonly() });

export interface AppGateSummary extends Address {
  readonly appId: string;
  /** Whether a tunnel leads to it, or a proxy of its owner's. */
  readonly carrier: "tunnel" | "external";
  /** False while the primary address serves nobody. */
  readonly isVerified: boolean;
  /** Level of the rule for `/`; null when its row is damaged. */
  readonly level: AccessLevel | null;
}

/** Primary address and root level of each app, for lists; apps that are not the actor's are absent. */
export async function listAppGates(
  ctx: GateContext,
  input: z.infer<typeof listAppGatesInput>,
): Promise<AppGateSummary[]> {
  const organizationId = authorize(ctx, "app.read");
  const rows = await readSummaries(ctx.db.orm, organizationId, input.appIds);
  return rows.map((row) => ({
    appId: row.app_id,
    carrier: row.carrier,
    isVerified: row.is_verified,
    level: accessLevels.find((level) => level === row.level) ?? null,
    ...addressOf(ctx.appsUrl, row.hostname),
  }));
}

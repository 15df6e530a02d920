import { type Address, addressOf } from "../address/address.ts";
import { claimHostname } from "../address/claim-hostname.ts";
import type { GateContext, GateWork } from "../context.ts";
import { GateError } from "../errors.ts";
import type { AccessLevel } from "../rule/rule.ts";
import { insertRules } from "../rule/store.ts";
import { insertGate } from "./store.ts";

export interface NewExternalGate {
  readonly appId: string;
  readonly organizationId: string;
  /** As `readCustomHostname` gives it. */
  readonly hostname: string;
  /** Level of the rule for `/`. */
  readonly level: AccessLevel;
}

/**
 * The gate's half of "create app" for one that a proxy of its owner's serves, inside the transaction that the caller
 * opened, authorized and audits: gate, claim of the hostname, root rule. Nobody passes before the claim is proven.
 */
export async function createExternalGate(
  ctx: Pick<GateContext, "appsUrl" | "feed" | "random">,
  work: GateWork,
  input: NewExternalGate,
): Promise<Address> {
  const { appId, organizationId, hostname, level } = input;
  await insertGate(work.tx, { appId, organizationId, carrier: "external" });
  const claim = { appId, hostname, isPrimary: true };
  if ((await claimHostname(ctx, work.tx, claim)) === null) throw new GateError("ADDRESS_TAKEN");
  const root = { path: "/", match: "prefix", level, audience: null, headers: {} } as const;
  await insertRules(work.tx, appId, [root]);
  work.after.commit(() => ctx.feed.announce("app.gate", appId));
  return addressOf(ctx.appsUrl, hostname);
}

import { newId } from "@homeport/platform";
import { type Address, labelAddress } from "../address/address.ts";
import { readLabel } from "../address/label.ts";
import { insertAddress } from "../address/store.ts";
import type { GateContext, GateWork } from "../context.ts";
import { GateError } from "../errors.ts";
import type { AccessLevel } from "../rule/rule.ts";
import { insertRules } from "../rule/store.ts";
import { insertGate } from "./store.ts";

export interface NewAppGate {
  readonly appId: string;
  readonly organizationId: string;
  /** The label of its first address. */
  readonly label: string;
  /** Level of the rule for `/`. */
  readonly level: AccessLevel;
}

/**
 * The gate's half of "create app", inside the transaction that the caller opened, authorized and audits: gate,
 * first address and root rule. Throws RESERVED_LABEL and ADDRESS_TAKEN.
 */
export async function createAppGate(
  ctx: Pick<GateContext, "appsUrl" | "feed">,
  work: GateWork,
  input: NewAppGate,
): Promise<Address> {
  const { appId, organizationId, level } = input;
  const address = labelAddress(ctx.appsUrl, readLabel(input.label));
  await insertGate(work.tx, { appId, organizationId, carrier: "tunnel" });
  const one = { id: newId(), appId, hostname: address.hostname, isPrimary: true };
  if (!(await insertAddress(work.tx, one))) throw new GateError("ADDRESS_TAKEN");
  const root = { path: "/", match: "prefix", level, audience: null, headers: {} } as const;
  await insertRules(work.tx, appId, [root]);
  work.after.commit(() => ctx.feed.announce("app.gate", appId));
  return address;
}

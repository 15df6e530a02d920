import { newId } from "@homeport/platform";
import { type Address, labelAddress } from "../address/address.ts";
import { readLabel } from "../address/label.ts";
import { insertAddress } from "../address/store.ts";
import type { GateContext, GateWork } from "../context.ts";
import { GateError } from "../errors.ts";
import { checkRules } from "../rule/check-rules.ts";
import type { AccessLevel, AccessRule } from "../rule/rule.ts";
import { insertRules } from "../rule/store.ts";
import { insertGate } from "./store.ts";

export interface NewAppGate {
  readonly appId: string;
  readonly organizationId: string;
  /** The label of its first address. */
  readonly label: string;
  /** Level of the rule for `/`, where `rules` holds none. */
  readonly level: AccessLevel;
  /** Further rules that it comes with. */
  readonly rules?: readonly AccessRule[];
}

/**
 * The gate's half of "create app", inside the transaction that the caller opened, authorized and audits: gate,
 * first address and rules. Throws RESERVED_LABEL, ADDRESS_TAKEN and BAD_RULE.
 */
export async function createAppGate(
  ctx: Pick<GateContext, "appsUrl" | "feed">,
  work: GateWork,
  input: NewAppGate,
): Promise<Address> {
  const { appId, organizationId, level } = input;
  const rules = withRoot(input.rules ?? [], level);
  checkRules(rules);
  const address = labelAddress(ctx.appsUrl, readLabel(input.label));
  await insertGate(work.tx, { appId, organizationId, carrier: "tunnel" });
  const one = { id: newId(), appId, hostname: address.hostname, isPrimary: true };
  if (!(await insertAddress(work.tx, one))) throw new GateError("ADDRESS_TAKEN");
  await insertRules(work.tx, appId, rules);
  work.after.commit(() => ctx.feed.announce("app.gate", appId));
  return address;
}

function withRoot(rules: readonly AccessRule[], level: AccessLevel): AccessRule[] {
  if (rules.some(({ path, match }) => path === "/" && match === "prefix")) return [...rules];
  return [{ path: "/", match: "prefix", level, audience: null, headers: {} }, ...rules];
}

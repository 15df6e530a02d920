import { type AddressView, byRank, viewAddress } from "../address/address-view.ts";
import type { AddressRow } from "../address/store.ts";
import { byPrecedence } from "../rule/compile-rules.ts";
import { type AccessRule, accessRuleSchema } from "../rule/rule.ts";
import type { RuleRow } from "../rule/store.ts";
import type { GateRow } from "./store.ts";

/** The gate of one app as the console shows and edits it. */
export interface AppGateView {
  readonly appId: string;
  readonly organizationId: string;
  /** Rises with every change; a decimal number. */
  readonly version: string;
  /** Null: whichever is the organization's default. */
  readonly identityId: string | null;
  readonly addresses: readonly AddressView[];
  /** Sorted as they win. Null when a row is damaged: saving the rules anew repairs it. */
  readonly rules: readonly (AccessRule & { readonly id: string })[] | null;
}

/** Pure. */
export function viewOf(
  appsUrl: URL,
  gate: GateRow,
  addresses: readonly AddressRow[],
  rules: readonly RuleRow[],
): AppGateView {
  return {
    appId: gate.appId,
    organizationId: gate.organizationId,
    version: gate.version.toString(),
    identityId: gate.identityId,
    addresses: [...addresses].sort(byRank).map((one) => viewAddress(appsUrl, one)),
    rules: viewRules(rules),
  };
}

function viewRules(rows: readonly RuleRow[]): AppGateView["rules"] {
  const rules: (AccessRule & { id: string })[] = [];
  for (const { id, path, match, level, audience, headers } of rows) {
    const parsed = accessRuleSchema.safeParse({ path, match, level, audience, headers });
    if (!parsed.success) return null;
    rules.push({ ...parsed.data, id });
  }
  return rules.sort(byPrecedence);
}

import { z } from "zod";
import { readView } from "../app/get-app-gate.ts";
import { lockGate } from "../app/store.ts";
import type { AppGateView } from "../app/view.ts";
import { authorize } from "../authorize.ts";
import type { GateContext } from "../context.ts";
import { GateError } from "../errors.ts";
import { checkRules } from "./check-rules.ts";
import { accessRuleSchema, maxRulesPerApp } from "./rule.ts";
import { deleteRules, insertRules, readRules } from "./store.ts";

export const replaceRulesInput = z.object({
  appId: z.string(),
  /** The version that the caller has seen. */
  version: z.string().regex(/^\d{1,19}$/),
  rules: z.array(accessRuleSchema).min(1).max(maxRulesPerApp),
});

/**
 * Replaces all rules of an app at once, audited with before and after. Throws BAD_RULE that lists every problem,
 * and VERSION_CONFLICT when somebody else changed the gate since the caller looked.
 */
export async function replaceRules(
  ctx: GateContext,
  input: z.input<typeof replaceRulesInput>,
): Promise<AppGateView> {
  const organizationId = authorize(ctx, "gate.write");
  const { appId, version, rules } = replaceRulesInput.parse(input);
  checkRules(rules);
  const before = await readRules(ctx.db.orm, appId);
  return await ctx.db.write(
    ctx,
    {
      action: "rule.replace",
      target: { kind: "app", id: appId },
      organizationId,
      detail: { version, before: before.map(auditedRule), after: rules },
    },
    async (tx, after) => {
      const gate = await lockGate(tx, organizationId, appId);
      if (gate === null) throw new GateError("APP_NOT_FOUND");
      // The same version as the caller saw means that `before` in the audit row is what is replaced here.
      if (gate.version.toString() !== version) throw new GateError("VERSION_CONFLICT");
      await deleteRules(tx, appId);
      await insertRules(tx, appId, rules);
      after.commit(() => ctx.feed.announce("app.gate", appId));
      return await readView(ctx, tx, organizationId, appId);
    },
  );
}

function auditedRule(row: Awaited<ReturnType<typeof readRules>>[number]) {
  const { path, match, level, audience, headers } = row;
  return { path, match, level, audience, headers };
}

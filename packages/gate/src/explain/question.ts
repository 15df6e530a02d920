import { authorize } from "../authorize.ts";
import type { GateContext } from "../context.ts";
import { GateError } from "../errors.ts";
import { readPath } from "../read-request/read-request.ts";
import type { Reading } from "../read-request/readings.ts";
import { splitTarget } from "../read-request/target.ts";
import { checkRules } from "../rule/check-rules.ts";
import { compileRules } from "../rule/compile-rules.ts";
import type { AccessRule } from "../rule/rule.ts";
import { type AppEntry, compileApp } from "../snapshot/entry.ts";
import { readApp } from "../snapshot/store.ts";

/** An app with the rules that are asked about: the saved ones, or a draft. Throws APP_NOT_FOUND and BAD_RULE. */
export async function readAsked(
  ctx: GateContext,
  appId: string,
  draft: readonly AccessRule[] | undefined,
): Promise<AppEntry> {
  const organizationId = authorize(ctx, "gate.read");
  const row = await readApp(ctx.db.orm, appId);
  if (row === null || row.organization_id !== organizationId) {
    throw new GateError("APP_NOT_FOUND");
  }
  const app = compileApp(row);
  if (draft === undefined) return app;
  checkRules(draft);
  return { ...app, rules: compileRules(draft) };
}

/** Every reading of a path with query, as a visitor's browser would send it; null when it is refused. */
export function readingsOfTarget(target: string): readonly Reading[] | null {
  const path = splitTarget(target)?.path;
  return path === undefined ? null : readPath(path);
}

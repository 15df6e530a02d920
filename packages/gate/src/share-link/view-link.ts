import type { CompiledRules } from "../rule/compiled-rule.ts";
import { landingPath } from "./link-scope.ts";
import type { ShareLinkView } from "./link-view.ts";
import type { LinkRow } from "./store.ts";

/** A link as those who may share see it, by the rules of its app. Pure. */
export function viewLink(row: LinkRow, rules: CompiledRules | null): ShareLinkView {
  const { created_by: userId, creator_name: name } = row;
  return {
    linkId: row.id,
    label: row.label,
    pathScope: row.path_scope,
    opensAt: landingPath(rules, row.path_scope),
    state: row.state,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    maxUses: row.max_uses,
    uses: row.uses,
    createdBy: userId === null || name === null ? null : { userId, name },
  };
}

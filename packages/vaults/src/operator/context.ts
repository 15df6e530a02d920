import type { RequestContext } from "@homeport/platform";
import type { VaultsDeps } from "../context.ts";
import { VaultsError } from "../errors.ts";

/** What the verbs of operators are handed. They see every vault's outside, and nothing of what is in one. */
export interface VaultOperatorContext extends VaultsDeps, RequestContext {
  /** What the operator may do, read live by the caller. */
  readonly words: ReadonlySet<string>;
}

/** Throws FORBIDDEN, on record, for whoever does not operate vaults. */
export async function authorizeOperator(
  ctx: VaultOperatorContext,
  action: string,
  vaultId = "",
): Promise<void> {
  if (ctx.words.has("vault.operate")) return;
  await ctx.db.audit(ctx, {
    action: "vault.denied",
    target: { kind: "vault", id: vaultId },
    outcome: "denied",
    errorCode: "FORBIDDEN",
    detail: { action, permission: "vault.operate" },
  });
  throw new VaultsError("FORBIDDEN");
}

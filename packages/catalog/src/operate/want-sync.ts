import type { Db } from "@homeport/db";
import type { RequestContext } from "@homeport/platform";
import { CatalogError } from "../errors.ts";
import { raiseWanted } from "../store.ts";

/** Asks for a look at the repository in a person's name. Throws CATALOG_NOT_CONFIGURED. */
export async function wantSync(
  deps: { readonly db: Db; wake(): Promise<void> },
  ctx: RequestContext,
): Promise<{ seq: number }> {
  const act = { action: "catalog.sync", target: { kind: "catalog", id: "main" } } as const;
  const seq = await deps.db.write(ctx, act, async (tx) => {
    const raised = await raiseWanted(tx, "manual");
    if (raised === null) throw new CatalogError("CATALOG_NOT_CONFIGURED");
    return raised;
  });
  await deps.wake();
  return { seq };
}

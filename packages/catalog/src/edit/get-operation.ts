import { actorId, type Page, type PageInput } from "@homeport/platform";
import { CatalogError } from "../errors.ts";
import { listOperations, type OperationView } from "../operations/list-operations.ts";
import { findOperation, type Operation } from "../operations/store.ts";
import type { EditContext } from "./context.ts";

/** Whether somebody may see everybody's changes. */
export interface OperationViewer extends EditContext {
  readonly seesAll: boolean;
}

/** A change of one's own, or anybody's for whoever operates the catalog. Throws CATALOG_OPERATION_NOT_FOUND. */
export async function getOperation(ctx: OperationViewer, id: string): Promise<Operation> {
  const found = await findOperation(ctx.db.orm, id);
  if (found === null || (!ctx.seesAll && found.actorId !== actorId(ctx.actor))) {
    throw new CatalogError("CATALOG_OPERATION_NOT_FOUND");
  }
  return found;
}

/** One's own changes, the newest first; of one entry where it is named. Throws CURSOR_INVALID, LIMIT_INVALID. */
export function listMyOperations(
  ctx: EditContext,
  { slug, ...page }: PageInput & { readonly slug?: string | undefined },
): Promise<Page<OperationView>> {
  const whose = { actorId: actorId(ctx.actor) ?? "", slug };
  return listOperations({ db: ctx.db.orm, cursors: ctx.cursors }, whose, page);
}

import { actorId } from "@homeport/platform";
import { CatalogError } from "../errors.ts";
import { findOperation, listOperations, type Operation } from "../operations/store.ts";
import type { EditContext } from "./context.ts";

const mostListed = 50;

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

/** One's own changes, the newest first; of one entry where it is named. */
export function listMyOperations(
  ctx: EditContext,
  { slug }: { readonly slug?: string | undefined },
) {
  return listOperations(ctx.db.orm, {
    actorId: actorId(ctx.actor) ?? "",
    most: mostListed,
    ...(slug === undefined ? {} : { slug }),
  });
}

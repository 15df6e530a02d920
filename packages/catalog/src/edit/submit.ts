import { actorId, invariant, newId } from "@homeport/platform";
import { CatalogError, type CatalogErrorCode, catalogErrors } from "../errors.ts";
import {
  findByRequest,
  findOperation,
  insertOperation,
  type NewOperation,
  type Operation,
} from "../operations/store.ts";
import { hearLooks, unhintedLookEveryMs } from "../reload/look-hints.ts";
import { readSource } from "../store.ts";
import type { EditContext } from "./context.ts";

/** How far a change has come when it is answered. */
export interface SubmittedEdit {
  readonly operationId: string;
  /** `live`: this replica serves it. Anything else is still on its way, and told under the id. */
  readonly state: Operation["state"];
  readonly generation: number | null;
  readonly commit: string | null;
}

const saveWaitMs = 10_000;

export type Submission = Pick<
  NewOperation,
  "requestId" | "action" | "slug" | "entryId" | "reason" | "files"
>;

/** Throws unless the catalog takes changes now; answers the generation that a change is based on. */
export async function requireWritable(
  ctx: Pick<EditContext, "db" | "writes">,
): Promise<{ readonly generation: number }> {
  const source = await readSource(ctx.db.orm);
  if (source === null) throw new CatalogError("CATALOG_NOT_CONFIGURED");
  if (!ctx.writes) throw new CatalogError("CATALOG_WRITES_OFF");
  if (source.mode === "held") throw new CatalogError("CATALOG_HISTORY_REWRITTEN");
  if (source.mode === "paused") throw new CatalogError("CATALOG_PAUSED");
  if (source.acceptedGeneration === null) throw new CatalogError("CATALOG_EMPTY");
  return { generation: source.acceptedGeneration };
}

/** A change that was asked for before under the same request id. Throws CATALOG_EDIT_INVALID where that is another one. */
export async function findSubmitted(
  ctx: EditContext,
  wanted: Pick<Submission, "requestId" | "action" | "slug">,
): Promise<Operation | null> {
  const found = await findByRequest(ctx.db.orm, wanted.requestId);
  if (found === null) return null;
  const { action, slug, actorId: by } = found;
  if (by === actorId(ctx.actor) && action === wanted.action && slug === wanted.slug) return found;
  throw new CatalogError("CATALOG_EDIT_INVALID", {
    publicMessage: "This request id stands for another change already.",
  });
}

/**
 * Queues a change with its audit row, wakes a worker, and waits until it is live here, 10 s at most. Throws what it ended with otherwise:
 * CATALOG_CONFLICT, CATALOG_EDIT_INVALID, CATALOG_TIP_REJECTED and CATALOG_PUSH_REFUSED name the operation, which tells the rest.
 */
export async function submitEdit(
  ctx: EditContext,
  submission: Submission,
  baseGeneration: number,
): Promise<SubmittedEdit> {
  const by = actorId(ctx.actor);
  invariant(by !== null, "nobody who is not known changes the catalog");
  const operation = { ...submission, id: newId(), actorId: by, baseGeneration };
  const { action, slug, requestId } = submission;
  const act = {
    action: `catalog.${action}`,
    target: { kind: "catalog-entry", id: slug },
    detail: { operationId: operation.id },
  };
  try {
    await ctx.db.write(ctx, act, async (tx) => {
      if (!(await insertOperation(tx, operation))) throw new AlreadyQueued();
    });
  } catch (error) {
    if (!(error instanceof AlreadyQueued)) throw error;
    const first = await findSubmitted(ctx, { requestId, action, slug });
    invariant(first !== null, "a request id that is taken has its row");
    return followEdit(ctx, first.id);
  }
  await ctx.wake();
  return followEdit(ctx, operation.id);
}

/** Gives the transaction up, with its audit row: the same request was there before. */
class AlreadyQueued extends Error {}

/** Waits until a change has ended, or is live here: a hint ends the wait, and the table alone says how it went. */
export async function followEdit(ctx: EditContext, id: string): Promise<SubmittedEdit> {
  using hints = hearLooks(ctx, 0);
  const untilMs = ctx.clock.monotonicMs() + saveWaitMs;
  for (;;) {
    const operation = await findOperation(ctx.db.orm, id);
    invariant(operation !== null, "a change that was queued has its row");
    const answer = await answerOf(ctx, operation);
    const leftMs = untilMs - ctx.clock.monotonicMs();
    if (answer.state === "live" || leftMs <= 0) return answer;
    await hints.next(Math.min(unhintedLookEveryMs, leftMs));
  }
}

async function answerOf(ctx: EditContext, operation: Operation): Promise<SubmittedEdit> {
  const { id: operationId, state, generation, commitId: commit, errorCode } = operation;
  if (state === "conflicted" || state === "refused") {
    throw new CatalogError(knownCode(errorCode), { facts: { operationId } });
  }
  if (state !== "live" || generation === null) {
    return { operationId, state, generation: null, commit: null };
  }
  if ((ctx.reader.current()?.snapshot.generation ?? 0) < generation) await ctx.reader.lookNow();
  return { operationId, state, generation, commit };
}

function knownCode(code: string | null): CatalogErrorCode {
  const known = Object.keys(catalogErrors) as CatalogErrorCode[];
  return known.find((one) => one === code) ?? "CATALOG_CONFLICT";
}

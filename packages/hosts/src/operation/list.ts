import { cursorScope, type Page, type PageInput, readPage } from "@homeport/platform";
import { findApp } from "../app/store.ts";
import { authorize } from "../authorize.ts";
import type { HostsContext } from "../context.ts";
import { HostsError } from "../errors.ts";
import {
  explainOperationError,
  type OperationCause,
  type OperationKind,
  type OperationState,
} from "./operation.ts";
import { findLog, findOperations } from "./store.ts";

/** What was asked to be done to an app, and what became of it. */
export interface OperationView {
  readonly operationId: string;
  readonly kind: OperationKind;
  readonly cause: OperationCause;
  readonly state: OperationState;
  readonly deleteData: boolean;
  /** The person's name; null for what nobody asked for, and where that person is gone. */
  readonly requestedBy: string | null;
  readonly requestedAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly error: {
    readonly code: string;
    readonly sentence: string;
    readonly detail: string | null;
  } | null;
  readonly hasLog: boolean;
}

/** What was done to an app, the newest first. Throws APP_NOT_FOUND for another organization's. */
export async function listOperations(
  ctx: HostsContext,
  input: PageInput & { appId: string },
): Promise<Page<OperationView>> {
  const organizationId = authorize(ctx, "app.read");
  const { appId } = input;
  if ((await findApp(ctx.db.orm, organizationId, appId)) === null) {
    throw new HostsError("APP_NOT_FOUND");
  }
  const plan = {
    kind: "hosts.operations",
    scope: cursorScope(organizationId, appId),
    positionOf: (one: OperationView) => [one.operationId],
  };
  return await readPage(ctx.cursors, plan, input, async (after, count) => {
    const before = after === null ? null : String(after[0]);
    const rows = await findOperations(ctx.db.orm, { organizationId, appId }, before, count);
    return rows.map(({ errorCode, errorDetail, appId: _, ...row }) => ({
      ...row,
      error:
        errorCode === null
          ? null
          : { code: errorCode, sentence: explainOperationError(errorCode), detail: errorDetail },
    }));
  });
}

/** The newest of what an operation has printed, for those who operate apps. Throws OPERATION_NOT_FOUND. */
export async function readOperationLog(
  ctx: HostsContext,
  input: { operationId: string },
): Promise<{ text: string; isOver: boolean }> {
  const organizationId = authorize(ctx, "app.operate");
  const found = await findLog(ctx.db.orm, { organizationId, ...input });
  if (found === null) throw new HostsError("OPERATION_NOT_FOUND");
  return { text: found.logTail, isOver: found.isOver };
}

import type { Tx } from "@homeport/db";
import { authorize } from "../authorize.ts";
import type { HostsContext } from "../context.ts";
import { HostsError } from "../errors.ts";
import { isHostActive } from "../host/store.ts";
import type { OperationKind } from "../operation/operation.ts";
import { type Requested, requestOperation } from "../operation/request.ts";
import { announceLifecycle } from "./announce-lifecycle.ts";
import { decideStart } from "./decide-start.ts";
import { lockManaged, type Managed, personOf } from "./managed.ts";
import { deleteApp } from "./store.ts";
import type { DesiredState } from "./transition.ts";

/** What was begun; the operation that was under way already is joined, not repeated. */
export interface Operated {
  /** Null when nothing is left to be done. */
  readonly operationId: string | null;
}

interface Act {
  readonly appId: string;
  readonly action: `app.${OperationKind}`;
  readonly detail?: Record<string, boolean>;
}

/** Starts an app, whatever it was before: also one that was stopped, or failed a moment ago. Throws OPERATION_PENDING. */
export async function startApp(ctx: HostsContext, input: { appId: string }): Promise<Operated> {
  return await operate(ctx, { ...input, action: "app.start" }, async (managed, begin) => {
    const { app, pending } = managed;
    const facts = { ...app, pending: pending?.kind ?? null, failures: 0, failedAgoMs: null };
    const decided = decideStart(facts, true);
    if (decided.kind === "join") return { operationId: pending?.id ?? null };
    if (decided.kind === "refuse") throw new HostsError("OPERATION_PENDING");
    return await begin("start", "running");
  });
}

/** Stops an app. The next visit starts it again, unless its settings say that visits do not. */
export async function stopApp(ctx: HostsContext, input: { appId: string }): Promise<Operated> {
  return await operate(ctx, { ...input, action: "app.stop" }, async ({ app, pending }, begin) => {
    if (pending?.kind === "stop") return { operationId: pending.id };
    if (app.status === "stopped" && pending === null) return { operationId: null };
    return await begin("stop", "stopped");
  });
}

/** Removes what the host runs, keeps or deletes its data, and makes it anew from its manifest. */
export async function reinstallApp(
  ctx: HostsContext,
  input: { appId: string; deleteData?: boolean | undefined },
): Promise<Operated> {
  const { appId, deleteData = false } = input;
  const act = { appId, action: "app.reinstall", detail: { deleteData } } as const;
  return await operate(ctx, act, async (_managed, begin) => {
    return await begin("reinstall", "running", deleteData);
  });
}

/**
 * Removes an app. Its name is free at once; the row and its address go when its host has removed it, also when that
 * comes back much later. An app that no host will ever speak of again goes at once.
 */
export async function uninstallApp(
  ctx: HostsContext,
  input: { appId: string; deleteData?: boolean | undefined },
): Promise<Operated> {
  const { appId, deleteData = false } = input;
  const act = { appId, action: "app.uninstall", detail: { deleteData } } as const;
  return await operate(ctx, act, async ({ app, pending }, begin, tx) => {
    if (pending?.kind === "uninstall") return { operationId: pending.id };
    if (!(await isHostActive(tx, app.hostId))) {
      await deleteApp(tx, app.organizationId, appId);
      return { operationId: null };
    }
    return await begin("uninstall", "uninstalled", deleteData);
  });
}

type Begin = (
  kind: OperationKind,
  desired: DesiredState,
  deleteData?: boolean,
) => Promise<Requested>;

/** One act of a person on an app, in one transaction with its audit row; announced when it is committed. */
async function operate(
  ctx: HostsContext,
  { appId, action, detail }: Act,
  run: (managed: Managed, begin: Begin, tx: Tx) => Promise<Operated>,
): Promise<Operated> {
  const organizationId = authorize(ctx, "app.operate");
  const act = {
    action,
    target: { kind: "app", id: appId },
    organizationId,
    ...(detail ? { detail } : {}),
  };
  return await ctx.db.write(ctx, act, async (tx, after) => {
    const managed = await lockManaged(tx, organizationId, appId);
    const requestedBy = personOf(ctx);
    const begin: Begin = (kind, desired, deleteData = false) =>
      requestOperation(ctx, { tx, after }, managed.app, managed.pending, {
        ...{ kind, cause: "person", desired, requestedBy, deleteData },
      });
    const { operationId } = await run(managed, begin, tx);
    after.commit(() => announceLifecycle(ctx, appId));
    return { operationId };
  });
}

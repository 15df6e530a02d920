import { newId } from "@homeport/platform";
import { beginGeneration, type LifecycleRow } from "../app/lifecycle-store.ts";
import { type AppEvent, type DesiredState, transition } from "../app/transition.ts";
import type { HostsDeps, HostsWork } from "../context.ts";
import { HostsError } from "../errors.ts";
import type { OperationCause, OperationKind } from "./operation.ts";
import { finishOperation, insertOperation, type PendingOperation } from "./store.ts";

const eventOf = {
  install: "install-asked",
  reinstall: "install-asked",
  start: "start-asked",
  stop: "stop-asked",
  uninstall: "uninstall-asked",
} as const satisfies Record<OperationKind, AppEvent>;

/** The operations that a new one takes the place of; any other is waited for. An uninstall gives way to none. */
const supersedes: Readonly<Record<OperationKind, ReadonlySet<OperationKind>>> = {
  install: new Set(),
  reinstall: new Set(["start", "stop"]),
  start: new Set(["stop"]),
  stop: new Set(["start"]),
  uninstall: new Set(["install", "reinstall", "start", "stop"]),
};

export interface OperationRequest {
  readonly kind: OperationKind;
  readonly cause: OperationCause;
  readonly desired: DesiredState;
  readonly requestedBy?: string | null;
  readonly deleteData?: boolean;
}

export interface Requested {
  readonly operationId: string;
  readonly generation: number;
}

/**
 * Begins an operation on an app whose row is locked: its next generation, its next status and the operation's row, in
 * the caller's transaction. Throws OPERATION_PENDING when another one has to end first, or the app is being removed.
 */
export async function requestOperation(
  deps: Pick<HostsDeps, "operations">,
  { tx, after }: HostsWork,
  app: LifecycleRow,
  pending: PendingOperation | null,
  request: OperationRequest,
): Promise<Requested> {
  const { kind, cause, desired, requestedBy = null, deleteData = false } = request;
  if (app.desired === "uninstalled" && kind !== "uninstall")
    throw new HostsError("OPERATION_PENDING");
  if (pending !== null) {
    if (!supersedes[kind].has(pending.kind)) throw new HostsError("OPERATION_PENDING");
    const code = "SUPERSEDED";
    const tookMs = await finishOperation(tx, pending.id, { errorCode: code, errorDetail: null });
    const { runtime } = app;
    const ended = { kind: pending.kind, outcome: "superseded", code, runtime } as const;
    if (tookMs !== null) after.commit(() => deps.operations.finished(app, { ...ended, tookMs }));
  }
  const next = transition(app.status, eventOf[kind], desired);
  const status = next === null || next === "gone" ? app.status : next;
  const isStart = kind === "start";
  const generation = await beginGeneration(tx, app.appId, { desired, status, isStart });
  const operationId = newId();
  await insertOperation(tx, {
    ...{ id: operationId, appId: app.appId, kind, cause, generation, deleteData, requestedBy },
  });
  return { operationId, generation };
}

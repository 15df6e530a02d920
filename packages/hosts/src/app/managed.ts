import type { Tx } from "@homeport/db";
import type { HostsContext } from "../context.ts";
import { HostsError } from "../errors.ts";
import { findPending, type PendingOperation } from "../operation/store.ts";
import { type LifecycleRow, lockApp } from "./lifecycle-store.ts";

export interface Managed {
  readonly app: LifecycleRow;
  readonly pending: PendingOperation | null;
}

/** Locks an app of this organization that its host runs. Throws APP_NOT_FOUND and NOT_MANAGED. */
export async function lockManaged(tx: Tx, organizationId: string, appId: string): Promise<Managed> {
  const app = await lockApp(tx, appId);
  if (app?.organizationId !== organizationId) throw new HostsError("APP_NOT_FOUND");
  if (app.runtime === "none") throw new HostsError("NOT_MANAGED");
  return { app, pending: await findPending(tx, appId) };
}

/** The person who asks; null for a program or a host. */
export function personOf({ actor }: Pick<HostsContext, "actor">): string | null {
  return "userId" in actor ? actor.userId : null;
}

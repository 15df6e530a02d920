import type { HostsDeps } from "../context.ts";
import { touchLastAccess } from "./store.ts";

/**
 * Says that an app was visited now, by the store's clock. Callers collect: a visit is far more
 * frequent than anybody needs to know. An app that is gone is nothing to say.
 */
export async function recordAppAccess(
  deps: Pick<HostsDeps, "db">,
  input: { appId: string },
): Promise<void> {
  await deps.db.system("hosts.app-access", (tx) => touchLastAccess(tx, input.appId));
}

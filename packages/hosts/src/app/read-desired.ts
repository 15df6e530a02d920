import type { HostsDeps } from "../context.ts";
import { type DesiredRow, findDesired, touchHostApps } from "./lifecycle-store.ts";

export type { DesiredRow as DesiredApp } from "./lifecycle-store.ts";

/** What is wanted of every app that these hosts run, in the form that their agents are told. */
export async function readDesiredApps(
  deps: Pick<HostsDeps, "db">,
  input: { hostIds: readonly string[] },
): Promise<DesiredRow[]> {
  if (input.hostIds.length === 0) return [];
  return await findDesired(deps.db.orm, { hostIds: input.hostIds });
}

/** The same of one app; null when there is none that a host runs. */
export async function readDesiredApp(
  deps: Pick<HostsDeps, "db">,
  input: { appId: string },
): Promise<DesiredRow | null> {
  const [row] = await findDesired(deps.db.orm, { appId: input.appId });
  return row ?? null;
}

/** Says that the agent of a host has come: none of its apps counts as unused for the time it was away. */
export async function noteAgentReturn(
  deps: Pick<HostsDeps, "db">,
  input: { hostId: string },
): Promise<void> {
  await deps.db.system("hosts.agent-return", (tx) => touchHostApps(tx, input.hostId));
}

import type { HostsDeps } from "../context.ts";
import { maxAppsOfHost } from "./name.ts";
import { findHostApps } from "./store.ts";
import type { AppProtocol } from "./target.ts";

export interface HostApp {
  appId: string;
  name: string;
  title: string;
  protocol: AppProtocol;
  target: string | null;
  targetFrom: "declared" | "console";
  runtime: "none" | "process" | "compose";
}

/** The apps of one host, for its relay and agent; at most 100, the oldest first. */
export async function readHostApps(
  deps: Pick<HostsDeps, "db">,
  input: { hostId: string },
): Promise<HostApp[]> {
  return await findHostApps(deps.db.orm, input.hostId, maxAppsOfHost);
}

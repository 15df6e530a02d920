import type { HostsDeps } from "../context.ts";
import { findRoute } from "./store.ts";

/** Where a host's own address leads. */
export interface HostRoute {
  readonly hostId: string;
  readonly organizationId: string;
  /** The app that answers when none is named; null for none. */
  readonly defaultAppId: string | null;
}

/** For a relay that is asked for a host by its id; null for an unknown one. */
export async function readHostRoute(
  deps: Pick<HostsDeps, "db">,
  input: { hostId: string },
): Promise<HostRoute | null> {
  return await findRoute(deps.db.orm, input.hostId);
}

import type { HostsDeps } from "../context.ts";
import { countOnline } from "./store.ts";

/** How many hosts are connected in the whole installation. */
export async function countConnectedHosts(deps: Pick<HostsDeps, "db">): Promise<number> {
  return await countOnline(deps.db.orm);
}

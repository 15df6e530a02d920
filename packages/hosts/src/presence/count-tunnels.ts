import type { HostsDeps } from "../context.ts";
import { countConnected } from "./store.ts";

/** How many hosts are connected in the whole installation, and by how many tunnels. */
export async function countTunnels(
  deps: Pick<HostsDeps, "db">,
): Promise<{ hosts: number; tunnels: number }> {
  return await countConnected(deps.db.orm);
}

import type { HostsDeps } from "../context.ts";
import { type ConnectedHost, selectConnected } from "./store.ts";

export interface ConnectedHosts {
  /** By name; at most so many as `hosts` says less. */
  readonly items: readonly ConnectedHost[];
  /** Of the whole installation. */
  readonly hosts: number;
}

const mostListed = 500;

/** The hosts of every organization that hold a tunnel, with the relays that they hold them at. For operators. */
export async function listConnectedHosts(deps: Pick<HostsDeps, "db">): Promise<ConnectedHosts> {
  return await selectConnected(deps.db.orm, mostListed);
}

import { type Directory, HostsError, listTunnels, type TunnelView } from "@homeport/hosts";
import type { PageInput } from "@homeport/platform";
import type { ApiDeps } from "../context/deps.ts";

/** A page of the tunnels of all hosts at all relays; not known while the directory cannot be asked. */
export type FleetTunnels =
  | { readonly known: true; readonly tunnels: TunnelView[]; readonly nextCursor: string | null }
  | { readonly known: false };

export async function listFleetTunnels(
  deps: Pick<ApiDeps, "hosts"> & { readonly directory: Pick<Directory, "lookup"> | null },
  input: PageInput,
): Promise<FleetTunnels> {
  if (deps.directory === null) return { known: false };
  try {
    const page = await listTunnels(deps.hosts, { ...input, own: [], fleet: deps.directory });
    return { known: true, ...page };
  } catch (error) {
    if (error instanceof HostsError && error.code === "DIRECTORY_UNAVAILABLE") {
      return { known: false };
    }
    throw error;
  }
}

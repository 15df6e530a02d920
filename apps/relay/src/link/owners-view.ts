import type { TunnelOwner } from "@homeport/hosts";
import { z } from "zod";

/** As many as fit beside a reset whatever they are called. */
const mostOwners = 8;

const viewSchema = z.object({ owners: z.array(z.string().min(1).max(64)).max(mostOwners) });

/** What a relay says of a host's owners when it is none itself. Empty when it knows of nobody. */
export function writeOwnersView(owners: readonly TunnelOwner[], ownId: string): string {
  const others = new Set(owners.map(({ relayId }) => relayId).filter((id) => id !== ownId));
  if (others.size === 0) return "";
  return JSON.stringify({ owners: [...others].slice(0, mostOwners) });
}

/** The ids in such a view; none in one that cannot be read, which is as good as no view. */
export function readOwnersView(note: string | undefined): readonly string[] {
  if (note === undefined) return [];
  try {
    return viewSchema.parse(JSON.parse(note)).owners;
  } catch {
    return [];
  }
}

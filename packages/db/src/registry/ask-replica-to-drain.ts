import type { Reader } from "../pool/orm.ts";
import { type ReplicaView, readReplica } from "./list-replicas.ts";
import { markDrainAsked } from "./store.ts";

/** What came of asking: it was asked, it is none of ours, or it is in no state to be asked. */
export type DrainAnswer =
  | { readonly is: "asked" }
  | { readonly is: "absent" }
  | { readonly is: "not-live"; readonly replica: ReplicaView };

/**
 * Asks one replica to drain, by a mark on its row that it finds with its next beat. Of any number who ask at once, one
 * does; a replica that drains already, has stopped, or is lost is asked nothing.
 */
export async function askReplicaToDrain(reader: Reader, id: string): Promise<DrainAnswer> {
  if (await markDrainAsked(reader, id)) return { is: "asked" };
  const replica = await readReplica(reader, id);
  return replica === null ? { is: "absent" } : { is: "not-live", replica };
}

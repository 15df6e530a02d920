import type { Reader } from "../pool/orm.ts";
import { type ReplicaRow, selectReplicas } from "./store.ts";
import { type ReplicaVitals, readVitals } from "./vitals.ts";

/** One replica as its row tells of it; nobody asks the process itself. */
export interface ReplicaView extends Omit<ReplicaRow, "vitals" | "isLost" | "state"> {
  /** `lost`: it never said that it stopped, and has not been heard of for 15 s. */
  readonly state: ReplicaRow["state"] | "lost";
  readonly vitals: ReplicaVitals;
}

/** Every replica that was seen within a day, by app and then by start. */
export async function listReplicas(reader: Reader): Promise<ReplicaView[]> {
  return (await selectReplicas(reader)).map(viewReplica);
}

/** One replica, or null when no row tells of it any more. */
export async function readReplica(reader: Reader, id: string): Promise<ReplicaView | null> {
  const [row] = await selectReplicas(reader, id);
  return row === undefined ? null : viewReplica(row);
}

function viewReplica({ vitals, isLost, state, ...row }: ReplicaRow): ReplicaView {
  return { ...row, state: isLost ? "lost" : state, vitals: readVitals(vitals) };
}

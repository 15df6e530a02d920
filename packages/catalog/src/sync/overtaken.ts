import type { Tx } from "@homeport/db";
import { lockSource } from "../operate/store.ts";
import type { SourceRow } from "../store.ts";

/**
 * Gives up the transaction of a syncer that has decided on what is no longer so: an operator has paused the catalog, rolled it back or had
 * it follow again meanwhile. Nothing is lost by it: what was wanted is wanted still, and is looked at again as the catalog stands now.
 */
export class Overtaken extends Error {
  override readonly name = "Overtaken";
}

/** Locks the source, and throws `Overtaken` unless it stands as it was read when this was decided. */
export async function requireStanding(tx: Tx, asRead: SourceRow): Promise<void> {
  const now = await lockSource(tx);
  if (
    now?.mode !== asRead.mode ||
    now.acceptedGeneration !== asRead.acceptedGeneration ||
    // The tip that an operator has looked at must not become another one before it is judged.
    (now.wantedBy === "rewrite" && now.wantedSeq > now.doneSeq && asRead.wantedBy !== "rewrite")
  ) {
    throw new Overtaken("the catalog has moved on");
  }
}

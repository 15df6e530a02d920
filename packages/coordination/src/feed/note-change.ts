import type { SqlRunner } from "../sql-port.ts";
import type { Topic } from "../topics.ts";
import { insertChange } from "./store.ts";

/**
 * Writes a change that no trigger covers into the change log, in the transaction that makes it; the
 * caller announces it after the commit. A rolled-back transaction leaves no trace.
 */
export async function noteChange(tx: SqlRunner, topic: Topic, key: string): Promise<void> {
  await insertChange(tx, topic, key);
}

import type { SqlRunner } from "../sql-port.ts";
import { selectTopicCounts } from "./store.ts";

/** How much one topic told in the last minute. */
export interface TopicCount {
  readonly topic: string;
  readonly changes: number;
  /** Since the newest of them. */
  readonly lastAgoMs: number;
}

/** What the change log holds of the last minute, by topic; a topic that told nothing is left out. */
export async function countChanges(sql: SqlRunner): Promise<TopicCount[]> {
  return await selectTopicCounts(sql, 60_000);
}

import { countChanges, type TopicCount } from "@homeport/coordination";
import { listReplicas } from "@homeport/db";
import type { FleetContext } from "./context.ts";
import { isLive } from "./overview.ts";

export interface FleetFeed {
  /** What the change log took in within the last minute. */
  readonly topics: readonly TopicCount[];
  /** How each live replica keeps up, as it said itself at its last beat. */
  readonly replicas: readonly {
    readonly id: string;
    readonly app: string;
    readonly ageMs: number | null;
    readonly gaps: number | null;
  }[];
}

export async function readFleetFeed({ db }: Pick<FleetContext, "db">): Promise<FleetFeed> {
  const [topics, replicas] = await Promise.all([countChanges(db.sql), listReplicas(db.orm)]);
  return {
    topics,
    replicas: replicas.filter(isLive).map(({ id, app, vitals }) => ({
      id,
      app,
      ageMs: vitals.feedAgeMs,
      gaps: vitals.feedGaps,
    })),
  };
}

import { sweepChallenges, sweepChanges, sweepKeySessions } from "@homeport/coordination";
import { sweepReplicas } from "@homeport/db";
import type { WorkerContext } from "../context.ts";

/** One statement each, every one of which states its condition again: any number may run at once. */
export async function sweepFleet({ sql }: Pick<WorkerContext, "sql">) {
  return {
    keySessions: await sweepKeySessions(sql.pool),
    challenges: await sweepChallenges(sql.pool),
    changes: await sweepChanges(sql.pool),
    replicas: await sweepReplicas(sql.pool),
  };
}

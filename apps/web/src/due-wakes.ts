import type { ApiDeps } from "@homeport/api";
import type { Db } from "@homeport/db";
import { ingestWake, preprocessWake } from "@homeport/gallery";
import { checkVaultsWake } from "@homeport/vaults";

/** Every contract whose due rows operators may look at. How many a worker runs at a time is that worker's own business. */
export function dueWakes(db: Pick<Db, "orm" | "sql">): ApiDeps["fleet"]["wakes"] {
  const photos: ApiDeps["fleet"]["wakes"] = [ingestWake, preprocessWake(1)].map((contract) => ({
    contract,
    due: (limit) => contract.due(db.orm, limit),
  }));
  const checks = checkVaultsWake();
  return [...photos, { contract: checks, due: (limit) => checks.due(db.sql, limit) }];
}

import { listMigrations } from "@homeport/db";
import type { Configuration, FleetContext } from "./context.ts";

/** How the replica that answers was configured, and which rows are sealed under which secret; no secret itself. */
export async function readFleetConfiguration(configuration: Configuration) {
  const { variables, kid, previousKid } = configuration;
  return { variables, kid, previousKid, sealed: await configuration.countSealed() };
}

export function listFleetMigrations({ db }: Pick<FleetContext, "db">) {
  return listMigrations(db.orm);
}

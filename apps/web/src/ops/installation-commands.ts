import {
  countSealed,
  listPendingMigrations,
  migrate,
  readPostgres,
  requireBudget,
  sumOf,
} from "@homeport/db";
import { resolveRuntime } from "@homeport/platform";
import { readEnv } from "../env.ts";
import { sealedColumns } from "../sealed-columns.ts";
import { version } from "../version.ts";
import type { Command } from "./answer.ts";

/**
 * `check`: what a replica of web would refuse at its start, without starting one: its variables and their combination, its
 * share of connections, migrations that wait, and rows under another secret.
 */
export const checkInstallation: Command = async ({ db, keys, place, source }) => {
  const config = readEnv({ ...place.named, ...source });
  const runtime = resolveRuntime(config);
  const postgres = await readPostgres(db.orm);
  const share = { capacity: config.maxReplicas, poolMax: runtime.database.poolMax };
  requireBudget(share, postgres.connectionsAllowed);
  const pending = (await listPendingMigrations(db.orm)).length;
  const unknown =
    keys === null ? 0 : sumOf(await countSealed(db.sql, sealedColumns, keys), "unknown");
  const rows = [
    {
      what: "variables",
      isFine: true,
      says: `stage ${config.stage}, coordination ${runtime.mode}`,
    },
    { what: "Postgres", isFine: true, says: postgres.version },
    {
      ...{ what: "connections", isFine: true },
      says: `${share.capacity} × (${share.poolMax} + 1) of ${postgres.connectionsAllowed}`,
    },
    { what: "migrations", isFine: pending === 0, says: `${pending} are not applied` },
    {
      what: "sealed rows",
      isFine: unknown === 0,
      says: `${unknown} do not open under this secret`,
    },
    ...config.warnings.map((says) => ({ what: "warning", isFine: true, says })),
  ];
  return { columns: ["what", "isFine", "says"], rows, isPending: rows.some((row) => !row.isFine) };
};

/** `config print`: every variable of web as it was taken; of a secret only that there is one. */
export const printConfiguration: Command = async ({ place, source }) => ({
  columns: ["name", "origin", "value"],
  rows: readEnv({ ...place.named, ...source }).resolved.map(
    ({ name, origin, value, isSecret }) => ({
      ...{ name, origin, value: isSecret && origin !== "unset" ? "set" : value },
    }),
  ),
});

/** `migrate --check`: what a start would apply. */
export const checkMigrations: Command = async ({ db }) => {
  const pending = await listPendingMigrations(db.orm);
  return {
    columns: ["id", "phase", "requires"],
    rows: pending.map((each) => ({ ...each })),
    isPending: pending.length > 0,
  };
};

/**
 * `migrate`: applies what a start would, whatever HOMEPORT_MIGRATE says about starts. What takes something away waits for live replicas that still need it; only with
 * `--contract` is it unfinished business that it does.
 */
export function applyMigrations(wantsContract: boolean): Command {
  return async ({ place, log, clock }) => {
    const { applied, deferred } = await migrate({
      ...{ url: place.databaseUrl, log, clock, appliedBy: "ops", version, mode: "auto" },
    });
    const waits = deferred.map((id) => ({ id, outcome: "waits for older replicas" }));
    return {
      columns: ["id", "outcome"],
      rows: [...applied.map((id) => ({ id, outcome: "applied" })), ...waits],
      isPending: wantsContract && deferred.length > 0,
    };
  };
}

import { withLease } from "@homeport/coordination";
import { countSealed, createSqlPort, rewrapSealed, sumOf } from "@homeport/db";
import { ConfigError, type Keys } from "@homeport/platform";
import { sealedColumns } from "../sealed-columns.ts";
import type { Answer, Command, OpsContext } from "./answer.ts";

/** Workers take the same lease. */
const lease = "secret-rewrap";

/** How far a rotation of the root secret has come. */
export const showSecret: Command = async (ctx) => {
  const counts = await countSealed(ctx.db.sql, sealedColumns, keysOf(ctx));
  return {
    columns: ["table", "column", "kid", "secret", "rows"],
    rows: counts.map((count) => ({ ...count })),
    isPending: sumOf(counts, "previous") + sumOf(counts, "unknown") > 0,
  };
};

/** What a worker does every minute, at once. */
export const rewrapSecret: Command = async (ctx) => {
  const { db, random } = ctx;
  const keys = keysOf(ctx);
  if (keys.previous === undefined) return { done: "No previous secret is set. Nothing was done." };
  const sql = createSqlPort(db, db.sql);
  const outcome = await withLease({ ...ctx, sql, replicaId: "ops" }, { name: lease }, (scope) =>
    rewrapSealed(
      {
        ...{ keys, random, signal: scope.signal },
        write: async (fn) => scope.write(async (tx) => fn(sql.within(tx))),
      },
      sealedColumns,
    ),
  );
  if (!outcome.held) return pending("A worker seals rows again just now. Look in a moment.");
  const { waitsFor, rewrapped, moved, damaged } = outcome.value;
  if (waitsFor > 0) {
    return pending(`${waitsFor} replicas do not sign under this secret yet. Nothing was done.`);
  }
  const detail = { rewrapped, moved, damaged };
  const act = { action: "secret.rewrap", target: { kind: "secret", id: keys.kid }, detail };
  await db.write(ctx, act, async () => undefined);
  const said = `${rewrapped} rows were sealed again.`;
  if (damaged > 0) return pending(`${said} ${damaged} do not open under the secret they name.`);
  return moved > 0
    ? pending(`${said} ${moved} were changed meanwhile: run this again.`)
    : { done: said };
};

function pending(done: string): Answer {
  return { done, isPending: true };
}

/** Nothing is generated here: a secret that was made up would fit no row. */
function keysOf({ keys }: OpsContext): Keys {
  if (keys !== null) return keys;
  const problem = "is not set, and no generated one was found";
  const remedy = "Set it to the secret of the replicas, or name their folder with --data.";
  throw new ConfigError([{ name: "HOMEPORT_SECRET", problem, remedy }]);
}

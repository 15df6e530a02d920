import { withLease } from "@homeport/coordination";
import { type RewrapOutcome, rewrapSealed } from "@homeport/db";
import { bindTask, type TaskBinding } from "@homeport/jobs";
import type { WorkerContext } from "../context.ts";
import { sealedColumns } from "../sealed-columns.ts";
import { rewrapSecretTask } from "./contracts.ts";

type Parts = Pick<
  WorkerContext,
  "sql" | "clock" | "random" | "keys" | "log" | "metrics" | "replicaId"
>;

/** Whoever seals rows again holds this lease: a worker, or an operator at a terminal. */
const lease = "secret-rewrap";

/** Without a previous secret the task asks the store nothing. */
export function bindRewrap(context: Parts): TaskBinding {
  return bindTask(rewrapSecretTask, async (_payload, { signal, log }) => {
    const outcome = await rewrapSecret(context, signal);
    if (outcome === null) return;
    if (outcome.damaged > 0) log.error({ ...outcome }, "secret.rows-damaged");
    else if (outcome.rewrapped > 0) log.info({ ...outcome }, "secret.rewrapped");
    else log.debug({ ...outcome }, "secret.nothing-rewrapped");
  });
}

/** Null where there is nothing to do, or somebody else is at it. */
export async function rewrapSecret(
  context: Parts,
  signal: AbortSignal,
): Promise<RewrapOutcome | null> {
  const { keys, random, sql } = context;
  if (keys.previous === undefined) return null;
  const outcome = await withLease(context, { name: lease, signal }, async (scope) =>
    rewrapSealed(
      {
        ...{ keys, random, signal: scope.signal },
        write: async (fn) => scope.write(async (tx) => fn(sql.within(tx))),
      },
      sealedColumns,
    ),
  );
  return outcome.held ? outcome.value : null;
}

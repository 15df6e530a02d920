import { withLease } from "@homeport/coordination";
import { bindTask, type TaskBinding } from "@homeport/jobs";
import type { WorkerContext } from "../context.ts";
import { applyContractsTask } from "./contracts.ts";

type Parts = Pick<
  WorkerContext,
  "sql" | "clock" | "random" | "log" | "metrics" | "replicaId" | "contracts"
>;

/** Where no contract file of this version waits, the task asks the store nothing. */
export function bindContracts(context: Parts): TaskBinding {
  let waits = context.contracts.waits;
  return bindTask(applyContractsTask, async (_payload, { signal }) => {
    if (waits) waits = await stillWaits(context, signal);
  });
}

/** Tries to apply the contract files that waited for older replicas; answers whether one still waits. */
export async function stillWaits(context: Parts, signal: AbortSignal): Promise<boolean> {
  const lease = { name: "contract-migration", signal };
  const outcome = await withLease(context, lease, async () => context.contracts.tryAgain());
  return outcome.held ? outcome.value.deferred.length > 0 : true;
}

import type { TaskBinding } from "@homeport/jobs";
import {
  type CanonicalizeDeps,
  expireVaults,
  expireVaultsTask,
  sweepVaults,
  vaultsRetentionTask,
  verifyVaults,
  verifyVaultsTask,
} from "@homeport/vaults";
import type { WorkerContext } from "../context.ts";
import { bindUpkeep } from "./upkeep.ts";

/** The upkeep of vaults. */
export function bindVaultTasks(
  context: WorkerContext,
  vaults: CanonicalizeDeps,
  { eventsKeptMs }: { readonly eventsKeptMs: number },
): TaskBinding[] {
  return [
    bindUpkeep(context, expireVaultsTask, async (signal) => expireVaults(vaults, { signal })),
    bindUpkeep(context, verifyVaultsTask, async (signal) => verifyVaults(vaults, { signal })),
    bindUpkeep(context, vaultsRetentionTask, async (signal) =>
      sweepVaults(vaults, { eventsKeptMs, signal }),
    ),
  ];
}

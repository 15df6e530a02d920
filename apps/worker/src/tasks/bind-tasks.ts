import { sweepAuth } from "@homeport/auth";
import { recheckAddresses, sweepGate, sweepGateTask, verifyAddressesTask } from "@homeport/gate";
import {
  expireOperations,
  expireOperationsTask,
  keepAlwaysOn,
  reconcilePresence,
  reconcilePresenceTask,
  stopIdleApps,
  stopIdleTask,
  sweepHosts,
  sweepHostsTask,
} from "@homeport/hosts";
import type { TaskBinding } from "@homeport/jobs";
import type { WorkerContext } from "../context.ts";
import { bindContracts } from "./bind-contracts.ts";
import { bindRewrap } from "./bind-rewrap.ts";
import { sweepAuthTask, sweepFleetTask } from "./contracts.ts";
import { sweepFleet } from "./sweep-fleet.ts";
import { bindUpkeep } from "./upkeep.ts";

/** Which verb does which task. */
export function bindTasks(context: WorkerContext): TaskBinding[] {
  return [
    bindUpkeep(context, reconcilePresenceTask, async (signal) => ({
      ...(await reconcilePresence(context, { signal })),
    })),
    bindUpkeep(context, stopIdleTask, async () => ({
      stopped: await stopIdleApps(context),
      started: await keepAlwaysOn(context),
    })),
    bindUpkeep(context, expireOperationsTask, async () => ({
      expired: await expireOperations(context),
    })),
    bindUpkeep(context, sweepHostsTask, async () => sweepHosts(context)),
    bindUpkeep(context, sweepGateTask, async () => sweepGate(context)),
    bindUpkeep(context, verifyAddressesTask, async (signal) =>
      recheckAddresses(context, { signal }),
    ),
    bindUpkeep(context, sweepAuthTask, async () => sweepAuth(context)),
    bindUpkeep(context, sweepFleetTask, async () => sweepFleet(context)),
    bindRewrap(context),
    bindContracts(context),
  ];
}

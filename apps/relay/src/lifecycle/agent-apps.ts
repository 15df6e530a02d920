import type { Feed } from "@homeport/coordination";
import {
  appendOperationLog,
  type HostsDeps,
  noteAgentReturn,
  readDesiredApp,
  readDesiredApps,
  reportApp,
} from "@homeport/hosts";
import type { Clock } from "@homeport/platform";
import type { RelayEvents } from "../events.ts";
import type { LifecycleEvents } from "./events.ts";
import { createReportIntake, type ReportIntake } from "./take-reports.ts";
import { createDesiredTeller, type DesiredTeller } from "./tell-desired.ts";

/** What agents are told of the apps that they run, and what they say of them. */
export type AgentApps = Pick<DesiredTeller, "opened"> & Pick<ReportIntake, "take"> & Disposable;

export function createAgentApps(deps: {
  readonly clock: Clock;
  readonly feed: Feed;
  readonly hosts: HostsDeps;
  readonly events: RelayEvents;
  readonly lifecycle: LifecycleEvents;
  readonly hostOf: (appId: string) => string | null | undefined;
  readonly everyMs: number;
}): AgentApps {
  const { hosts } = deps;
  const teller = createDesiredTeller({
    ...deps,
    readOfHosts: (hostIds) => readDesiredApps(hosts, { hostIds }),
    readOne: (appId) => readDesiredApp(hosts, { appId }),
    noteReturn: (hostId) => noteAgentReturn(hosts, { hostId }),
  });
  const intake = createReportIntake({
    ...deps,
    report: (report) => reportApp(hosts, report),
    appendLog: (log) => appendOperationLog(hosts, log),
  });
  return {
    opened: teller.opened,
    take: intake.take,
    [Symbol.dispose]() {
      teller[Symbol.dispose]();
      intake[Symbol.dispose]();
    },
  };
}

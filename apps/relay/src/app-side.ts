import type { Feed } from "@homeport/coordination";
import type { GateOptions, GateSnapshot } from "@homeport/gate";
import {
  type EnsureRunning,
  type HostsDeps,
  type OwnerCache,
  recordAppAccess,
} from "@homeport/hosts";
import type { Clock, Log, Metrics } from "@homeport/platform";
import type { RelayEvents } from "./events.ts";
import { type AgentApps, createAgentApps } from "./lifecycle/agent-apps.ts";
import { createLifecycleEvents } from "./lifecycle/events.ts";
import type { RelayLimits } from "./limits.ts";
import type { Visit } from "./listen/visit.ts";
import { createAppStatus } from "./resolve/app-status.ts";
import { createLastAccess, type LastAccess } from "./resolve/last-access.ts";
import type { OfflineReader } from "./resolve/offline.ts";
import { touchOpenApps } from "./resolve/open-apps.ts";
import type { TunnelRegistry } from "./tunnels/registry.ts";
import { openWaker } from "./wake/open-waker.ts";
import type { Waker } from "./wake/waker.ts";

export interface AppSideDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly feed: Feed;
  readonly events: RelayEvents;
  readonly hosts: HostsDeps;
  readonly registry: Pick<TunnelRegistry, "openable">;
  readonly owners: Pick<OwnerCache, "peek" | "find">;
  readonly offline: Pick<OfflineReader, "read">;
  /** The gate's snapshot, once there is a gate. */
  readonly snapshot: () => GateSnapshot;
  /** Every visit that is not over. */
  readonly visits: ReadonlySet<Visit>;
  readonly isDraining: () => boolean;
  readonly limits: RelayLimits;
  readonly seam: ((own: EnsureRunning) => EnsureRunning) | undefined;
}

/** Apps as they come and go: what agents are told and say of them, how visitors wake them, and when one came last. */
export interface AppSide extends Disposable {
  readonly agentApps: AgentApps;
  readonly waker: Waker;
  readonly appStatus: NonNullable<GateOptions["appStatus"]>;
  readonly lastAccess: LastAccess;
}

export function createAppSide(deps: AppSideDeps): AppSide {
  const { limits, log, metrics, snapshot } = deps;
  const lifecycle = createLifecycleEvents({ log, metrics });
  const waker = openWaker({ ...deps, onHeld: lifecycle.held });
  const agentApps = createAgentApps({
    ...{ ...deps, lifecycle, everyMs: limits.desiredEveryMs },
    hostOf: (appId) => snapshot().byId.get(appId)?.hostId,
  });
  const lastAccess = createLastAccess({
    clock: deps.clock,
    write: (appId) => recordAppAccess(deps.hosts, { appId }),
    onFault: (error) => deps.events.storeFailed("last access", error),
  });
  const touching = touchOpenApps({ ...deps, lastAccess });
  return {
    ...{ agentApps, waker, lastAccess, appStatus: createAppStatus({ ...deps, waker }) },
    [Symbol.dispose]() {
      touching[Symbol.dispose]();
      agentApps[Symbol.dispose]();
      waker[Symbol.dispose]();
    },
  };
}

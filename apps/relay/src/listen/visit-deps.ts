import type { Limiter } from "@homeport/coordination";
import type { Gate } from "@homeport/gate";
import type { OwnerCache } from "@homeport/hosts";
import type { Clock, Random, TrustedProxies } from "@homeport/platform";
import type { RelayEvents } from "../events.ts";
import type { FlyReplay } from "../fly/fly-replay.ts";
import type { InFlight } from "../limits/in-flight.ts";
import type { PaceDeps } from "../limits/pace.ts";
import type { HostRoutes } from "../path-door/host-routes.ts";
import type { ProbeHost } from "../probe/probe-host.ts";
import type { LastAccess } from "../resolve/last-access.ts";
import type { OfflineReader } from "../resolve/offline.ts";
import type { Router } from "../resolve/router.ts";
import type { Traffic } from "../traffic/traffic.ts";
import type { Transport } from "../transport/transport.ts";
import type { TunnelRegistry } from "../tunnels/registry.ts";
import type { Waker } from "../wake/waker.ts";
import type { BaseHost } from "./base-host.ts";
import type { Connections } from "./connections.ts";
import type { CutConnection } from "./http-visitor.ts";
import type { Visit } from "./visit.ts";

/** What serving visitors stands on. */
export interface VisitDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly events: RelayEvents;
  readonly gate: Pick<
    Gate,
    "admit" | "admitProgram" | "current" | "filterAnswer" | "readActing" | "readProgram"
  >;
  readonly router: Router;
  readonly registry: Pick<TunnelRegistry, "openable">;
  readonly transport: Transport;
  readonly inFlight: InFlight;
  readonly limiter: Pick<Limiter, "takeAt">;
  readonly pace: PaceDeps;
  readonly offline: OfflineReader;
  readonly lastAccess: LastAccess;
  readonly waker: Pick<Waker, "ready">;
  readonly traffic: Pick<Traffic, "note">;
  readonly base: BaseHost;
  readonly routes: HostRoutes;
  readonly owners: Pick<OwnerCache, "find">;
  /** The name by which the directory knows this relay now. */
  readonly ownId: () => string;
  readonly connections: Connections;
  /** Every visit that is not over. */
  readonly visits: Set<Visit>;
  /** Null elsewhere than on Fly. */
  readonly fly: FlyReplay | null;
  /** The host by which this relay asks itself. */
  readonly probe: Pick<ProbeHost, "admits">;
  readonly trustedProxies: TrustedProxies;
  /** The console. */
  readonly webUrl: URL;
  readonly isDraining: () => boolean;
  readonly limits: VisitLimits;
  readonly cutConnection: CutConnection;
}

export interface VisitLimits {
  /** How long, and how much of, a request is read over after its answer. */
  readonly dropMs: number;
  readonly dropBytes: number;
  /** How long the opening of a page, and any other request, waits for an app that starts. */
  readonly navigationWaitMs: number;
  readonly startHoldMs: number;
}

import type { DoorLimits } from "./agent-door/agent-door.ts";
import type { ConnectLimits } from "./connect-door/connect-door.ts";
import type { LinkLimits } from "./link/links.ts";
import type { VisitorBounds } from "./listen/connections.ts";
import type { VisitLimits } from "./listen/visit-deps.ts";
import type { ServerLimits } from "./listen/visitor-server.ts";
import type { ProbeLimits } from "./probe/probe.ts";
import type { HoldLimits } from "./resolve/holds.ts";
import type { WakeLimits } from "./wake/waker.ts";

/** Sizes and times that tests pass otherwise. */
export interface RelayLimits
  extends ServerLimits,
    VisitLimits,
    DoorLimits,
    ConnectLimits,
    LinkLimits,
    HoldLimits,
    WakeLimits,
    ProbeLimits,
    VisitorBounds {
  /** How long a replaced tunnel keeps its open streams. */
  readonly replacedGraceMs: number;
  readonly presenceDebounceMs: number;
  readonly keyRecheckMs: number;
  /** How often agents are told again what is wanted of their apps. */
  readonly desiredEveryMs: number;
  /** How long a proxy's question about an app that starts is held. */
  readonly proxyHoldMs: number;
  /** How long a request waits for a host that was lost just now. */
  readonly holdMs: number;
  /** How long a request waits for its turn under its app's bytes a second. */
  readonly paceTurnMs: number;
}

export const relayLimits: RelayLimits = {
  headersTimeoutMs: 15_000,
  keepAliveMs: 75_000,
  maxHeadBytes: 32 * 1024,
  visitorStallMs: 10 * 60_000,
  tcpKeepAliveMs: 30_000,
  // All tunnels and visitors that there may be, and as many again on their way to being one.
  maxConnections: 62_000,
  dropMs: 2_000,
  dropBytes: 1024 * 1024,
  handshakeMs: 5_000,
  maxUnfinished: 2_000,
  maxUnfinishedByAddress: 256,
  maxTunnels: 20_000,
  maxConnectClients: 10_000,
  maxVisitors: 10_000,
  maxSurplus: 1_000,
  replacedGraceMs: 30_000,
  presenceDebounceMs: 250,
  keyRecheckMs: 60_000,
  desiredEveryMs: 10_000,
  navigationWaitMs: 1_500,
  startHoldMs: 30_000,
  proxyHoldMs: 20_000,
  maxHeldAnApp: 200,
  maxHeldStarting: 2_000,
  heldLookMs: 500,
  linkDialMs: 2_000,
  linkIdleMs: 5 * 60_000,
  linkPassOverMs: 15_000,
  holdMs: 3_000,
  paceTurnMs: 5_000,
  lossMs: 10_000,
  maxAHost: 100,
  maxHeld: 2_000,
  probeEveryMs: 30_000,
  probeMs: 5_000,
  probeFailures: 2,
};

/** Reports that wait for a store, in each queue. */
export const maxReports = 10_000;
export const reportBatch = 500;

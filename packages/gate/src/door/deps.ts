import type { Feed } from "@homeport/coordination";
import type { Log, Metrics } from "@homeport/platform";
import type { GateDeps } from "../context.ts";
import type { GenuineCookies } from "../session-cache/genuine-cookies.ts";
import type { MissBudget } from "../session-cache/miss-budget.ts";
import type { SessionCache, SessionCacheLimits } from "../session-cache/session-cache.ts";
import type { UseRecorder } from "../session-cache/use-recorder.ts";
import type { AppEntry } from "../snapshot/entry.ts";
import type { SnapshotKeeper } from "../snapshot/open-snapshot.ts";
import type { AppsAddress } from "./addresses.ts";
import type { GateEvents } from "./events.ts";

/** What `/.homeport/status` says of an app. */
export interface AppStatus {
  /** `running`, or what keeps it from answering. */
  readonly status: string;
  readonly code: string | null;
  /** How long this has been so; null when unknown. */
  readonly sinceMs: number | null;
  /** When to ask again; null when nothing is expected to change. */
  readonly retryAfterMs: number | null;
}

export interface GateOptions extends GateDeps {
  readonly feed: Feed;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Whether an app can be reached now; the gate itself knows nothing of tunnels. */
  readonly appStatus?: (app: AppEntry) => AppStatus | Promise<AppStatus>;
  readonly limits?: Partial<GateLimits>;
}

export interface GateLimits extends SessionCacheLimits {
  readonly snapshotDebounceMs: number;
  /** A private decision is made only on what is at most this old. */
  readonly maxFeedAgeMs: number;
  readonly feedWaitMs: number;
  /** Public paths go on for this long without the feed. */
  readonly publicGraceMs: number;
  readonly useFlushMs: number;
  readonly decisionFlushMs: number;
  /** Counts of decisions that wait to be written, by app, minute and code. */
  readonly maxDecisionCounts: number;
  readonly canaryEveryMs: number;
  /** How long a cut that cannot be confirmed waits for the store, when the feed named its subject. */
  readonly namedCutGraceMs: number;
  /** The same after a flush, which names nobody. */
  readonly flushedCutGraceMs: number;
}

/** The parts that one gate shares among its requests. */
export interface DoorDeps {
  readonly options: GateOptions;
  readonly limits: GateLimits;
  readonly apps: AppsAddress;
  readonly snapshots: SnapshotKeeper;
  readonly cookies: GenuineCookies;
  readonly sessions: SessionCache;
  /** Tickets that were none, by source address. */
  readonly badTickets: MissBudget;
  readonly uses: UseRecorder;
  readonly events: GateEvents;
}

import type { Feed } from "@homeport/coordination";
import type { Db, SealedUse } from "@homeport/db";
import { type DueRow, JobsError, type QueueReader, type WakeFacts } from "@homeport/jobs";
import type { RequestContext, ResolvedVariable } from "@homeport/platform";
import type { ApiContext } from "../context/request.ts";

/** A contract of work whose truth is a domain row, with its query bound to the database. */
export interface WakeReading {
  readonly contract: WakeFacts;
  due(limit: number): Promise<readonly DueRow[]>;
}

/** What operators read beside the database; built once in web's composition root. */
export interface FleetStores {
  /** Null where nothing stands on Redis. */
  readonly queues: QueueReader | null;
  readonly wakes: readonly WakeReading[];
  /** What a rotation of the root secret waits for, as the replica that answers sees it; null for nothing. */
  readonly readSecretWarning: () => string | null;
}

/** What operators read of the replica that answers, beside what all of them have in common. */
export interface FleetDeps extends FleetStores {
  readonly configuration: Configuration;
}

export interface Configuration {
  readonly variables: readonly ResolvedVariable[];
  /** Ids of the root secret and, while there is one, of the one before it. */
  readonly kid: string;
  readonly previousKid: string | null;
  countSealed(): Promise<readonly SealedUse[]>;
}

/** What the verbs about the fleet are handed. Who may call them is decided by the procedure. */
export interface FleetContext extends RequestContext, FleetStores {
  readonly db: Db;
  readonly feed: Pick<Feed, "announce">;
}

export function fleetContext(ctx: ApiContext & { acting: RequestContext }): FleetContext {
  const { db, feed, fleet } = ctx.deps;
  return { ...ctx.acting, ...fleet, db, feed };
}

/** The reader of queues; throws QUEUES_AWAY where there is none. */
export function queuesOf(ctx: Pick<FleetContext, "queues">): QueueReader {
  if (ctx.queues === null) throw new JobsError("QUEUES_AWAY");
  return ctx.queues;
}

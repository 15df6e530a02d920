import { judgeFleet, type PostgresFacts, type ReplicaFacts, type ReplicaView } from "@homeport/db";
import type { QueueView, RedisFacts } from "@homeport/jobs";
import type { WakeView } from "./list-wakes.ts";
import { type NoticeCode, runbooks } from "./runbooks.ts";

/** One app's replicas in one row. */
export interface FleetApp {
  readonly app: ReplicaFacts["app"];
  readonly starting: number;
  readonly ready: number;
  readonly draining: number;
  readonly lost: number;
  /** The most that may run, as the replica with the smallest figure has it; null while none is live. */
  readonly capacity: number | null;
  /** Of live replicas. */
  readonly versions: readonly string[];
  /** Of the live replica whose feed is the oldest; null when none said. */
  readonly feedAgeMs: number | null;
}

export interface FleetNotice {
  readonly code: NoticeCode;
  /** One sentence, without its full stop. */
  readonly sentence: string;
  /** What to do about it: a page in `docs/runbooks`, without its `.md`. */
  readonly runbook: (typeof runbooks)[NoticeCode];
}

type Noticed = Omit<FleetNotice, "runbook">;

export type RedisStatus =
  | { readonly is: "none" }
  | {
      readonly is: "away";
      /** As long as the replica that answers remembers. */
      readonly forMs: number;
    }
  | ({ readonly is: "up" } & RedisFacts);

export interface FleetOverview {
  readonly apps: readonly FleetApp[];
  readonly postgres: PostgresFacts;
  /** As the replica that answers sees it, and how many live replicas say that they reach it. */
  readonly redis: RedisStatus & { readonly reachedBy: number; readonly askedOf: number };
  /** The oldest work that waits: a job in Redis, or a row that is due. */
  readonly oldest: { readonly name: string; readonly ms: number } | null;
  readonly hosts: number;
  /** What live relays held together when each last told; null when none has said. */
  readonly tunnels: number | null;
  /** What live replicas refused in the two minutes before each last told; null when none has said. */
  readonly refused: number | null;
  readonly warnings: readonly FleetNotice[];
}

/** What an overview is made from. Queues are null while Redis is away. */
export interface FleetFacts {
  readonly replicas: readonly ReplicaView[];
  readonly postgres: PostgresFacts;
  readonly redis: RedisStatus;
  readonly queues: readonly QueueView[] | null;
  readonly wakes: readonly WakeView[];
  /** Hosts that are connected. */
  readonly hosts: number;
  /** What a rotation of the root secret waits for. */
  readonly secretWarning: string | null;
}

const apps = ["web", "worker", "relay"] as const;
/** An older feed serves nothing from caches any more. */
const staleFeedMs = 2_000;
/** More than clocks drift apart that are kept right. */
const wrongClockMs = 2_000;
/** Twelve sweeps: work that waits longer is not being done. */
const lateMs = 60_000;

export function isLive({ state }: Pick<ReplicaView, "state">): boolean {
  return state !== "stopped" && state !== "lost";
}

/** The whole fleet on one page, and what is wrong with it. */
export function overviewOf(facts: FleetFacts): FleetOverview {
  const live = facts.replicas.filter(isLive);
  const oldest = oldestOf(facts);
  return {
    apps: apps.map((app) =>
      rowOf(
        app,
        facts.replicas.filter((replica) => replica.app === app),
      ),
    ),
    postgres: facts.postgres,
    redis: {
      ...facts.redis,
      reachedBy: live.filter(({ vitals }) => vitals.redisUp === true).length,
      askedOf: live.filter(({ vitals }) => vitals.redisUp !== null).length,
    },
    oldest,
    hosts: facts.hosts,
    tunnels: sumOf(live.flatMap(({ vitals }) => vitals.tunnels ?? [])),
    refused: sumOf(live.flatMap(({ vitals }) => vitals.limits ?? []).map((limit) => limit.refused)),
    warnings: warningsOf(facts, live, oldest).map((noticed) => ({
      ...noticed,
      runbook: runbooks[noticed.code],
    })),
  };
}

/** Null of nothing: nobody has said. */
function sumOf(told: readonly number[]): number | null {
  return told.length === 0 ? null : told.reduce((sum, count) => sum + count, 0);
}

function rowOf(app: FleetApp["app"], replicas: readonly ReplicaView[]): FleetApp {
  const live = replicas.filter(isLive);
  const count = (state: ReplicaView["state"]) =>
    replicas.filter((replica) => replica.state === state).length;
  const ages = live.flatMap(({ vitals }) => vitals.feedAgeMs ?? []);
  return {
    app,
    starting: count("starting"),
    ready: count("ready"),
    draining: count("draining"),
    lost: count("lost"),
    capacity: live.length === 0 ? null : Math.min(...live.map(({ capacity }) => capacity)),
    versions: [...new Set(live.map(({ version }) => version))].sort(),
    feedAgeMs: ages.length === 0 ? null : Math.max(...ages),
  };
}

function oldestOf({ queues, wakes }: FleetFacts): FleetOverview["oldest"] {
  const waiting = [
    ...(queues ?? []).map(({ queue, oldestWaitingMs }) => ({ name: queue, ms: oldestWaitingMs })),
    ...wakes.map(({ name, oldestMs }) => ({ name, ms: oldestMs })),
  ];
  return waiting.reduce<FleetOverview["oldest"]>((oldest, { name, ms }) => {
    return ms !== null && ms > (oldest?.ms ?? -1) ? { name, ms } : oldest;
  }, null);
}

function warningsOf(
  { postgres, redis, secretWarning }: FleetFacts,
  live: readonly ReplicaView[],
  oldest: FleetOverview["oldest"],
): Noticed[] {
  const judged = live.map(({ app, version, capacity, poolMax, state, upMs }) => ({
    ...{ app, version, capacity, poolMax, upMs },
    isDraining: state === "draining",
  }));
  const absent = apps.filter((app) => !live.some((replica) => replica.app === app));
  const stale = live.filter(({ vitals }) => (vitals.feedAgeMs ?? 0) > staleFeedMs);
  const notices: (Noticed | null)[] = [
    ...absent.map((app) => ({ code: "none-live" as const, sentence: absentWords[app] })),
    redis.is === "away"
      ? {
          code: "redis-away",
          sentence: "Redis does not answer: jobs and schedules wait, changes arrive a second later",
        }
      : null,
    redis.is === "up" && redis.evictionPolicy !== "noeviction"
      ? {
          code: "eviction",
          sentence: `Redis may throw jobs away: its maxmemory-policy is ${redis.evictionPolicy}, not noeviction`,
        }
      : null,
    ...judgeFleet(judged, postgres.connectionsAllowed),
    ...stale.map(({ id }) => ({
      code: "stale-feed" as const,
      sentence: `${id} has heard of no change for over 2 s, so it serves nothing from its caches`,
    })),
    ...live.flatMap(clockNoticeOf),
    oldest !== null && oldest.ms > lateMs
      ? {
          code: "late",
          sentence: `Work in ${oldest.name} has been waiting for ${Math.floor(oldest.ms / 1_000)} s`,
        }
      : null,
    secretWarning === null ? null : { code: "secret", sentence: secretWarning },
  ];
  return notices.filter((notice) => notice !== null);
}

/** Nothing is decided by such a clock, but whoever reads that replica's log has to know. */
function clockNoticeOf({ id, vitals }: ReplicaView): Noticed[] {
  const offsetMs = vitals.clockOffsetMs ?? 0;
  if (Math.abs(offsetMs) <= wrongClockMs) return [];
  const seconds = Math.round(Math.abs(offsetMs) / 1_000);
  const side = offsetMs > 0 ? "ahead of" : "behind";
  const sentence = `The clock of ${id} is ${seconds} s ${side} Postgres', and so are the times in its log`;
  return [{ code: "clock", sentence }];
}

const absentWords = {
  web: "No replica of web is live",
  worker: "No replica of worker is live: jobs, schedules and what is due wait",
  relay: "No replica of relay is live: no app answers at its address",
} as const satisfies Record<FleetApp["app"], string>;

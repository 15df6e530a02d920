import type { Clock, Log, Metrics } from "@homeport/platform";
import { type Bucket, createBucketHeap } from "./bucket-heap.ts";
import { createRateEvents, type RateTier } from "./events.ts";
import type { FleetTier } from "./fleet-tier.ts";
import type { RateClass, RateClasses } from "./rate.ts";
import { createRefusals, type RefusedClass } from "./refusals.ts";

export interface LimiterOptions<Name extends string> {
  readonly classes: RateClasses<Name>;
  /** The effective number of replicas; each process grants its share of G and B. */
  readonly maxReplicas: number;
  readonly clock: Pick<Clock, "monotonicMs">;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Asked for classes of tier `fleet`; null or absent leaves them to the local share. */
  readonly fleet?: FleetTier | null;
  /** 100,000 unless told. */
  readonly maxKeys?: number;
}

export type RateDecision =
  | { readonly allowed: true }
  /** After this wait one request passes. */
  | { readonly allowed: false; readonly retryAfterMs: number };

export interface Limiter<Name extends string = string> {
  /** Takes one from the bucket of `key` in `rateClass`, of this process alone. Memory only, and never waits. */
  take(rateClass: Name, key: string): RateDecision;
  /**
   * The same, and of a class of tier `fleet` from what all replicas share, too: the stricter decides. Waits for Redis
   * at most 50 ms and never rejects; what Redis refuses is taken from the share all the same.
   */
  takeFleet(rateClass: Name, key: string): Promise<RateDecision>;
  /** What `takeFleet` would answer now; takes nothing, and counts as a decision only when it refuses. */
  askFleet(rateClass: Name, key: string): Promise<RateDecision>;
  /** The same for a rate that the caller knows, such as one that an app was given; shares and bounds are the same. */
  takeAt(rateClass: string, rate: RateClass, key: string): RateDecision;
  /**
   * Charges what has flowed already, beyond what the bucket holds if need be. Answers how long it will be
   * overdrawn, in ms: whoever waits so long keeps to the rate. An amount of 0 only asks.
   */
  charge(rateClass: string, rate: RateClass, key: string, amount: number): number;
  keyCount(): number;
  /** Each declared class with what it allows in the whole fleet, and every class that refused somebody lately. */
  status(): readonly LimitStatus[];
}

export interface LimitStatus extends RefusedClass {
  readonly name: string;
  /** Null for a class whose rate is the caller's. */
  readonly rate: RateClass | null;
  /** Whether Redis is asked for the sum of all replicas. */
  readonly isFleet: boolean;
}

interface Share {
  /** Time that one request costs. */
  readonly costMs: number;
  /** How far ahead of now a bucket may be charged: its capacity in time. */
  readonly depthMs: number;
}

const defaultMaxKeys = 100_000;
/** Sums of fractions of a ms must not refuse the request that the announced wait has paid for. */
const roundingMs = 1e-6;

/**
 * Token buckets, one a class and key, that refill by G/N a second and hold max(1, floor(B/N)). A bucket is
 * kept as the moment at which it is full again: taking one moves the moment by what one costs. The long-run
 * sum over N processes is at most G; they share nothing, so a short burst may reach N times one capacity. Of
 * classes of tier `fleet` Redis counts the sum, and can only be stricter.
 */
export function createLimiter<Name extends string>(options: LimiterOptions<Name>): Limiter<Name> {
  const { clock, maxReplicas, maxKeys = defaultMaxKeys, fleet: tier = null } = options;
  const events = createRateEvents(options);
  const refusals = createRefusals(clock);
  const shares = new Map<string, Share>();
  for (const name in options.classes) shares.set(name, shareOf(options.classes[name]));
  const buckets = new Map<string, Bucket>();
  const heap = createBucketHeap();

  function shareOf({ perSecond, burst }: RateClass): Share {
    const costMs = (1_000 * maxReplicas) / perSecond;
    return { costMs, depthMs: costMs * Math.max(1, Math.floor(burst / maxReplicas)) };
  }

  function keep(bucket: Bucket | undefined, key: string, fullAtMs: number): void {
    if (bucket === undefined) {
      addBucket(key, fullAtMs);
      return;
    }
    bucket.fullAtMs = fullAtMs;
    heap.sink(bucket);
  }

  function addBucket(key: string, fullAtMs: number): void {
    if (heap.size >= maxKeys) {
      const evicted = heap.takeFullest();
      if (evicted !== undefined) buckets.delete(evicted.key);
    }
    const bucket: Bucket = { key, fullAtMs, place: 0 };
    buckets.set(key, bucket);
    heap.add(bucket);
  }

  /** How long until one more fits, in ms: 0 when one does, and then `amount` is taken. */
  function takeShare({ costMs, depthMs }: Share, bucketKey: string, amount: 0 | 1): number {
    const nowMs = clock.monotonicMs();
    const bucket = buckets.get(bucketKey);
    const fullAtMs = Math.max(nowMs, bucket?.fullAtMs ?? nowMs) + costMs;
    const waitMs = fullAtMs - nowMs - depthMs;
    if (waitMs > roundingMs) return Math.ceil(waitMs);
    if (amount === 1) keep(bucket, bucketKey, fullAtMs);
    return 0;
  }

  function decide(rateClass: string, key: string, waitMs: number, tier: RateTier): RateDecision {
    if (waitMs === 0) {
      events.allowed(rateClass, tier);
      return { allowed: true };
    }
    events.refused(rateClass, tier);
    refusals.note(rateClass, key);
    return { allowed: false, retryAfterMs: waitMs };
  }

  /** The share is asked first, so what one key can have Redis asked is bounded, too. */
  async function decideFleet(rateClass: Name, key: string, amount: 0 | 1): Promise<RateDecision> {
    const share = shareOfClass(rateClass);
    const bucketKey = keyOf(rateClass, key);
    const ownWaitMs = takeShare(share, bucketKey, amount);
    if (ownWaitMs > 0) return decide(rateClass, key, ownWaitMs, "local");
    const rate = options.classes[rateClass];
    const isFleet = rate.tier === "fleet" && tier !== null;
    const waitMs = isFleet ? await tier.ask(rateClass, rate, key, amount) : null;
    if (waitMs !== null && waitMs > 0) {
      return decide(rateClass, key, Math.max(waitMs, takeShare(share, bucketKey, 0)), "fleet");
    }
    if (amount === 0) return { allowed: true };
    return decide(rateClass, key, 0, waitMs === null ? "local" : "fleet");
  }

  function isFleet(rate: RateClass | undefined): boolean {
    return rate?.tier === "fleet" && tier !== null;
  }

  function shareOfClass(rateClass: Name): Share {
    const share = shares.get(rateClass);
    if (share === undefined) throw new Error(`Unknown rate class: ${rateClass}`);
    return share;
  }

  function takeOwn(rateClass: string, share: Share, key: string): RateDecision {
    return decide(rateClass, key, takeShare(share, keyOf(rateClass, key), 1), "local");
  }

  return {
    take(rateClass, key) {
      const share = shareOfClass(rateClass);
      if (options.classes[rateClass].tier === "fleet") {
        throw new Error(`Rate class ${rateClass} is the whole fleet's: takeFleet asks for it.`);
      }
      return takeOwn(rateClass, share, key);
    },
    takeFleet: (rateClass, key) => decideFleet(rateClass, key, 1),
    askFleet: (rateClass, key) => decideFleet(rateClass, key, 0),
    takeAt: (rateClass, rate, key) => takeOwn(rateClass, shareOf(rate), key),
    charge(rateClass, rate, key, amount) {
      const { costMs, depthMs } = shareOf(rate);
      const nowMs = clock.monotonicMs();
      const bucketKey = keyOf(rateClass, key);
      const bucket = buckets.get(bucketKey);
      const fullAtMs = Math.max(nowMs, bucket?.fullAtMs ?? nowMs) + costMs * amount;
      if (amount > 0) keep(bucket, bucketKey, fullAtMs);
      return Math.max(0, Math.ceil(fullAtMs - nowMs - depthMs - roundingMs));
    },
    keyCount: () => heap.size,
    status() {
      const classes: Readonly<Record<string, RateClass>> = options.classes;
      const refused = refusals.read();
      return [...new Set([...Object.keys(classes), ...refused.keys()])].map((name) => ({
        ...{ name, rate: classes[name] ?? null, isFleet: isFleet(classes[name]) },
        ...(refused.get(name) ?? { refused: 0, top: [] }),
      }));
    },
  };
}

function keyOf(rateClass: string, key: string): string {
  return `${rateClass}\u001f${key}`;
}

export { type Cache, type CacheOptions, createCache, type NegativeOptions } from "./cache/cache.ts";
export { type ConsumedChallenge, consumeChallenge } from "./challenge/consume-challenge.ts";
export { type IssuedChallenge, issueChallenge } from "./challenge/issue-challenge.ts";
export { sweepChallenges } from "./challenge/sweep-challenges.ts";
export { announceCoordination, type CoordinationFacts } from "./coordination-line.ts";
export { CoordinationError, coordinationErrors } from "./errors.ts";
export { countChanges, type TopicCount } from "./feed/count-changes.ts";
export type { Feed, FeedStatus, FeedSubscriber, FlushReason } from "./feed/feed-port.ts";
export { noteChange } from "./feed/note-change.ts";
export { type FeedDeps, openFeed } from "./feed/open-feed.ts";
export { sweepChanges } from "./feed/sweep-changes.ts";
export { type GatherOptions, gather } from "./gather.ts";
export {
  type CreatedKeySession,
  createKeySession,
  type KeySessionRealm,
} from "./key-session/create-key-session.ts";
export { endKeySessions } from "./key-session/end-key-sessions.ts";
export { type KeySessionView, listKeySessions } from "./key-session/list-key-sessions.ts";
export {
  createKeySessionReader,
  type KeySession,
  readKeySession,
} from "./key-session/read-key-session.ts";
export { revokeKeySession } from "./key-session/revoke-key-session.ts";
export { sweepKeySessions } from "./key-session/sweep-key-sessions.ts";
export { expireLease } from "./lease/expire-lease.ts";
export type { LeaseDeps, LeaseOutcome, LeaseScope } from "./lease/hold-lease.ts";
export {
  type AcquireInput,
  acquireLease,
  type Lease,
  releaseLease,
  renewLease,
} from "./lease/lease.ts";
export { type LeaseView, listLeases } from "./lease/list-leases.ts";
export { oncePer } from "./lease/once-per.ts";
export { type LeasedTable, type RowLease, rowLease } from "./lease/row-lease.ts";
export { withLease } from "./lease/with-lease.ts";
export { createFleetTier, type FleetTier } from "./limiter/fleet-tier.ts";
export {
  createLimiter,
  type Limiter,
  type LimiterOptions,
  type LimitStatus,
  type RateDecision,
} from "./limiter/limiter.ts";
export { overrideRates, type RateFleet } from "./limiter/override-rates.ts";
export {
  defineFleetRateClasses,
  defineRateClasses,
  parseRate,
  type RateClass,
  type RateClasses,
} from "./limiter/rate.ts";
export { connectRedis, type RedisLink, type RedisOptions, type RedisUse } from "./redis/connect.ts";
export { type SingleFlight, singleFlight } from "./single-flight.ts";
export type { SqlPort, SqlRow, SqlRunner, SqlValue } from "./sql-port.ts";
export { isTopic, type Topic, topics } from "./topics.ts";

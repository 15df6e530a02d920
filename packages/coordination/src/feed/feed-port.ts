import type { Topic } from "../topics.ts";

/** Why everything that depends on the feed must be forgotten. */
export type FlushReason =
  | "predecessor"
  | "genesis"
  | "head"
  | "reconnect"
  | "malformed"
  | "horizon-fell"
  | "tail-late"
  | "tail-overflow"
  | "clock-jump";

/** What a process does with announcements. Neither function may throw or block. */
export interface FeedSubscriber {
  /** One thing changed. May be called more than once for one change. */
  apply(topic: Topic, key: string): void;
  /** Announcements may have been missed: forget everything these topics cover. */
  flush(reason: FlushReason): void;
}

export interface FeedStatus {
  readonly ageMs: number;
  readonly redis: "following" | "away" | "none";
  readonly lastTailAgeMs: number;
  readonly gaps: number;
}

/**
 * Announcements of committed changes. The change log in Postgres is the truth, read every 500 ms;
 * Redis carries the same announcements faster and may vanish at any time.
 */
export interface Feed extends AsyncDisposable {
  /**
   * Says that `key` changed, after the change has committed. Applied in this process before it
   * returns; the promise settles when Redis has it, or gave up (250 ms at most). Never rejects.
   */
  announce(topic: Topic, key: string): Promise<void>;
  /** Starts handing announcements of `topics` to `subscriber`; returns how to stop. */
  subscribe(topics: readonly Topic[], subscriber: FeedSubscriber): () => void;
  /** Monotonic ms since this process last knew that it had missed nothing; Infinity when unknown. */
  ageMs(): number;
  /** True when the age is, or within `waitMs` becomes, at most `maxAgeMs`; asks for a tail read if not. */
  ensureFresh(maxAgeMs: number, waitMs: number): Promise<boolean>;
  /** How far this machine's wall clock is ahead of the store's, in ms, as the last reading of the change log showed. */
  clockOffsetMs(): number;
  status(): FeedStatus;
}

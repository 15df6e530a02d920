import type { Feed } from "@homeport/coordination";
import { addressGroup, type Clock, sha256 } from "@homeport/platform";
import { GateError } from "../errors.ts";
import { createInvalidations } from "./invalidations.ts";
import { createMissBudget } from "./miss-budget.ts";
import type { KnownPrincipal } from "./principal.ts";
import { createSemaphore } from "./semaphore.ts";
import { principalTopics, subjectOf, subjectsOf } from "./subject.ts";
import { createSubjectIndex } from "./subject-index.ts";

/** An app cookie whose HMAC is ours: the hash under which the store knows it, and the app that it is for. */
export interface AppCredential {
  readonly kind: "app";
  readonly appId: string;
  readonly tokenHash: Buffer;
}

/** A session token whose signature is ours; a program sends it, and it is good for every app. */
export interface SessionCredential {
  readonly kind: "session";
  readonly token: string;
}

/** A well-formed API key, by the hash under which the store would know it. */
export interface KeyCredential {
  readonly kind: "key";
  readonly keyHash: Buffer;
}

/** A guest's cookie whose HMAC is ours: the app session that a share link gave. */
export interface LinkCredential {
  readonly kind: "link";
  readonly appId: string;
  readonly tokenHash: Buffer;
}

export type Credential = AppCredential | SessionCredential | KeyCredential | LinkCredential;

/** What the store says of a credential; `lifeMs` is what remains by the store's own clock. */
export interface LoadedPrincipal {
  readonly principal: KnownPrincipal;
  readonly lifeMs: number;
}

export interface SessionCacheLimits {
  readonly maxEntries: number;
  readonly maxAgeMs: number;
  readonly refreshAfterMs: number;
  readonly maxFills: number;
  readonly fillDeadlineMs: number;
  readonly maxReads: number;
  readonly maxNegatives: number;
  readonly negativeMs: number;
  readonly missesPerMinute: number;
}

export const sessionCacheLimits: SessionCacheLimits = {
  maxEntries: 50_000,
  maxAgeMs: 60_000,
  refreshAfterMs: 45_000,
  maxFills: 16,
  fillDeadlineMs: 10_000,
  maxReads: 3,
  maxNegatives: 10_000,
  negativeMs: 30_000,
  missesPerMinute: 60,
};

export interface SessionCacheOptions {
  readonly clock: Clock;
  readonly feed: Pick<Feed, "subscribe">;
  readonly load: (credential: Credential) => Promise<LoadedPrincipal | null>;
  readonly limits: SessionCacheLimits;
  /** Called once a fill, with how it ended. */
  readonly onFill: (result: "found" | "unknown" | "failed") => void;
}

export interface SessionCache extends Disposable {
  /**
   * The principal of a credential, or null when it is unknown, ended or revoked. Throws STORE_BUSY when the
   * store does not answer in time or keeps changing under the read, TOO_MANY_TRIES when the source guesses,
   * and what the store throws.
   */
  get(credential: Credential, address: string | null): Promise<KnownPrincipal | null>;
  /** The principal when it is fresh in memory; null says only that `get` must tell. */
  peek(credential: Credential): KnownPrincipal | null;
  size(): number;
}

interface Entry {
  readonly principal: KnownPrincipal;
  readonly filledAtMs: number;
  readonly endsAtMs: number;
}

/**
 * Principals by credential. An entry is *fresh* until `refreshAfterMs`, then *ageing*: it still serves while one
 * read in the background replaces it, and is gone at `maxAgeMs`, at the end of its session, or at once when the
 * feed names its session, user, key or link. Reads are one a credential at a time; a value that was read before such an
 * invalidation is never kept and never handed out, whatever order the two arrive in.
 */
export function createSessionCache(options: SessionCacheOptions): SessionCache {
  const { clock, limits } = options;
  const entries = new Map<string, Entry>();
  const negatives = new Map<string, number>();
  const fills = new Map<string, Promise<KnownPrincipal | null>>();
  const keysBySubject = createSubjectIndex();
  const invalidations = createInvalidations();
  const places = createSemaphore(limits.maxFills);
  const misses = createMissBudget({
    clock,
    missesPerMinute: limits.missesPerMinute,
    maxSources: limits.maxNegatives,
  });

  const unsubscribe = options.feed.subscribe(principalTopics, {
    apply(topic, key) {
      const subject = subjectOf(topic, key);
      invalidations.note(subject);
      for (const one of keysBySubject.keysOf(subject)) drop(one);
    },
    flush() {
      invalidations.noteAll();
      entries.clear();
      negatives.clear();
      keysBySubject.clear();
    },
  });

  function drop(key: string): void {
    const entry = entries.get(key);
    if (entry === undefined) return;
    entries.delete(key);
    for (const subject of subjectsOf(entry.principal)) {
      keysBySubject.remove(subject, key);
    }
  }

  function keep(key: string, entry: Entry): void {
    drop(key);
    entries.set(key, entry);
    for (const subject of subjectsOf(entry.principal)) {
      keysBySubject.add(subject, key);
    }
    const oldest = entries.size > limits.maxEntries ? entries.keys().next().value : undefined;
    if (oldest !== undefined) drop(oldest);
  }

  function keepNegative(key: string): void {
    drop(key);
    negatives.delete(key);
    negatives.set(key, clock.monotonicMs() + limits.negativeMs);
    const oldest = negatives.size > limits.maxNegatives ? negatives.keys().next().value : undefined;
    if (oldest !== undefined) negatives.delete(oldest);
  }

  function kept(key: string): Entry | null {
    const entry = entries.get(key);
    if (entry === undefined) return null;
    const nowMs = clock.monotonicMs();
    if (nowMs >= entry.endsAtMs || nowMs - entry.filledAtMs >= limits.maxAgeMs) {
      drop(key);
      return null;
    }
    // Moved to the young end: the least recently used are the first in the map.
    entries.delete(key);
    entries.set(key, entry);
    return entry;
  }

  function isKnownUnknown(key: string): boolean {
    const untilMs = negatives.get(key);
    if (untilMs === undefined) return false;
    if (clock.monotonicMs() < untilMs) return true;
    negatives.delete(key);
    return false;
  }

  function fill(key: string, credential: Credential, source: string | null) {
    const underWay = fills.get(key);
    if (underWay !== undefined) return underWay;
    const started = readAndKeep(key, credential, source).finally(() => fills.delete(key));
    fills.set(key, started);
    return started;
  }

  async function readAndKeep(key: string, credential: Credential, source: string | null) {
    const deadline = startDeadline(clock, limits.fillDeadlineMs);
    try {
      const release = await places.acquire(deadline.signal);
      try {
        const found = await deadline.race(readUnchanged(key, credential));
        options.onFill(found === null ? "unknown" : "found");
        if (found === null && source !== null) misses.count(source);
        return found;
      } finally {
        release();
      }
    } catch (error) {
      options.onFill("failed");
      throw error;
    } finally {
      deadline.end();
    }
  }

  /** Reads until nothing changed under the read; the value is kept in the same turn in which that is known. */
  async function readUnchanged(
    key: string,
    credential: Credential,
  ): Promise<KnownPrincipal | null> {
    for (let read = 0; read < limits.maxReads; read += 1) {
      const mark = invalidations.begin();
      try {
        const askedAtMs = clock.monotonicMs();
        const loaded = await options.load(credential);
        if (mark.isStale(loaded === null ? [] : subjectsOf(loaded.principal))) continue;
        if (loaded === null) keepNegative(key);
        else {
          const endsAtMs = askedAtMs + loaded.lifeMs;
          keep(key, { principal: loaded.principal, filledAtMs: askedAtMs, endsAtMs });
        }
        return loaded?.principal ?? null;
      } finally {
        mark.end();
      }
    }
    throw new GateError("STORE_BUSY", { detail: "the principal kept changing while it was read" });
  }

  return {
    async get(credential, address) {
      const key = keyOf(credential);
      const entry = kept(key);
      if (entry !== null) {
        const ageMs = clock.monotonicMs() - entry.filledAtMs;
        // A background refresh that fails leaves the entry to its own end.
        if (ageMs >= limits.refreshAfterMs) fill(key, credential, null).catch(() => undefined);
        return entry.principal;
      }
      if (isKnownUnknown(key)) return null;
      const source = address === null ? null : addressGroup(address);
      const waitMs = source === null ? 0 : misses.waitMs(source);
      if (waitMs > 0) throw new GateError("TOO_MANY_TRIES", { retryAfterMs: waitMs });
      return await fill(key, credential, source);
    },
    peek(credential) {
      const entry = kept(keyOf(credential));
      if (entry === null) return null;
      return clock.monotonicMs() - entry.filledAtMs < limits.refreshAfterMs
        ? entry.principal
        : null;
    },
    size: () => entries.size,
    [Symbol.dispose]: unsubscribe,
  };
}

/** No credential is kept as it came: the map knows hashes only. */
function keyOf(credential: Credential): string {
  switch (credential.kind) {
    case "app":
      return `${credential.appId} ${credential.tokenHash.toString("base64")}`;
    case "session":
      return `session ${sha256(credential.token).toString("base64")}`;
    case "link":
      return `link ${credential.appId} ${credential.tokenHash.toString("base64")}`;
    case "key":
      return `key ${credential.keyHash.toString("base64")}`;
  }
}

/** One deadline over waiting for a place and all reads; over it, STORE_BUSY. */
function startDeadline(clock: Clock, deadlineMs: number) {
  const abort = new AbortController();
  const late = () => abort.abort(new GateError("STORE_BUSY", { detail: "no answer in time" }));
  const timer = clock.after(deadlineMs, late).unref();
  return {
    signal: abort.signal,
    async race<T>(work: Promise<T>): Promise<T> {
      const passed = Promise.withResolvers<never>();
      const leave = () => passed.reject(abort.signal.reason);
      abort.signal.addEventListener("abort", leave, { once: true });
      work.catch(() => undefined);
      return await Promise.race([work, passed.promise]);
    },
    end: () => timer.cancel(),
  };
}

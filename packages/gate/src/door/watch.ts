import type { Feed, Topic } from "@homeport/coordination";
import type { Clock } from "@homeport/platform";
import { decide } from "../decide/decide.ts";
import { questionOf } from "../decide/question-of.ts";
import type { Reading } from "../read-request/readings.ts";
import { anonymous, type KnownPrincipal, type Principal } from "../session-cache/principal.ts";
import type { Credential, SessionCache } from "../session-cache/session-cache.ts";
import { dependsOn, principalTopics } from "../session-cache/subject.ts";
import type { SnapshotKeeper } from "../snapshot/open-snapshot.ts";
import type { GateSnapshot } from "../snapshot/snapshot.ts";
import type { GateLimits } from "./deps.ts";
import type { CutReason } from "./gate.ts";

/** What is asked again for an open stream. */
export interface Watched {
  /** A change of this app asks again; null for a stream that belongs to no app. */
  readonly appId: string | null;
  readonly judge: Judge;
  /** Null for a stream that passed as anonymous. */
  readonly user: WatchedUser | null;
}

/** Whether what was decided for a stream still holds. */
export type Judge = (
  snapshot: GateSnapshot,
  principal: Principal,
) => "pass" | "not-allowed" | "app-removed";

/** The judge of a stream of an app; `hostname` is the one it came by, null when it named the app itself. */
export function judgeOfApp(
  appId: string,
  hostname: string | null,
  readings: readonly Reading[],
): Judge {
  return (snapshot, principal) => {
    const app = snapshot.byId.get(appId);
    if (app === undefined) return "app-removed";
    if (hostname !== null && !app.hostnames.includes(hostname)) return "app-removed";
    return decide(questionOf(app, readings, principal)).pass ? "pass" : "not-allowed";
  };
}

export interface WatchedUser {
  readonly credential: Credential;
  /** As it was when the stream was decided. */
  readonly principal: KnownPrincipal;
}

export interface WatchOptions {
  readonly clock: Clock;
  readonly feed: Pick<Feed, "subscribe">;
  readonly sessions: SessionCache;
  readonly snapshots: SnapshotKeeper;
  readonly limits: Pick<GateLimits, "namedCutGraceMs" | "flushedCutGraceMs">;
  readonly onCut: (reason: CutReason) => void;
}

export interface StreamWatch extends Disposable {
  /** Rises with everything that is announced; taken before a decision and handed to `watch`. */
  revision(): number;
  /** Watches a stream that was decided at `decidedAt`; answers how to stop. */
  watch(stream: Watched, decidedAt: number, cut: (reason: CutReason) => void): () => void;
  size(): number;
}

type Verdict = "pass" | "unknown" | Exclude<CutReason, "unsynced">;

interface Entry {
  readonly stream: Watched;
  readonly cut: (reason: CutReason) => void;
  /** A re-decision is under way, and whether another one was asked for meanwhile. */
  asking: "no" | "once" | "again";
  /** How long an answer may stay out before the stream is cut; Infinity leaves it to the next time. */
  graceMs: number;
}

const sweepEveryMs = 5_000;
const leaveIt = Number.POSITIVE_INFINITY;

/**
 * Open streams, each decided again when something that it depends on changes: its session, user, key or link (the feed
 * names it), its app (a snapshot was swapped), or anything at all (a flush). A stream that no longer passes is cut. When
 * the store cannot say, the stream waits: shortly after a named change, which is probably a revocation, and longer
 * after a flush, which probably concerns nobody; then it is cut as well. All are asked once more every few
 * seconds, so that a session which simply ends takes its streams along; a store that is away cuts none of those.
 */
export function createStreamWatch(options: WatchOptions): StreamWatch {
  const entries = new Set<Entry>();
  const { namedCutGraceMs, flushedCutGraceMs } = options.limits;
  let revision = 0;

  const unsubscribeFeed = options.feed.subscribe(principalTopics, {
    apply(topic, key) {
      revision += 1;
      for (const entry of entries) {
        if (concerns(entry.stream.user, topic, key)) askAgain(entry, namedCutGraceMs);
      }
    },
    flush() {
      revision += 1;
      askAll(null, flushedCutGraceMs);
    },
  });
  const unsubscribeSwap = options.snapshots.onSwap((changed) => {
    revision += 1;
    // All apps at once means a flush, which names nobody.
    askAll(changed, changed === null ? flushedCutGraceMs : namedCutGraceMs);
  });
  let timer = options.clock.after(sweepEveryMs, sweep).unref();

  function sweep(): void {
    askAll(null, leaveIt);
    timer = options.clock.after(sweepEveryMs, sweep).unref();
  }

  function askAll(changed: ReadonlySet<string> | null, graceMs: number): void {
    for (const entry of entries) {
      if (changed === null || concernsApp(entry.stream, changed)) askAgain(entry, graceMs);
    }
  }

  function askAgain(entry: Entry, graceMs: number): void {
    entry.graceMs = entry.asking === "no" ? graceMs : Math.min(entry.graceMs, graceMs);
    if (entry.asking !== "no") {
      entry.asking = "again";
      return;
    }
    entry.asking = "once";
    // Subscribers of one announcement run in turn: by the next microtask the session cache has heard it too.
    queueMicrotask(() => void settle(entry));
  }

  async function settle(entry: Entry): Promise<void> {
    const startedAtMs = options.clock.monotonicMs();
    while (entries.has(entry)) {
      entry.asking = "once";
      const verdict = await redecideInTime(options, entry, startedAtMs);
      if (verdict !== "pass" && verdict !== "unknown") return end(entry, verdict);
      if (isAskedAgain(entry)) continue;
      if (verdict === "pass" || entry.graceMs === leaveIt) {
        entry.asking = "no";
        return;
      }
      if (options.clock.monotonicMs() - startedAtMs >= entry.graceMs) return end(entry, "unsynced");
      await options.clock.sleep(entry.graceMs / 10);
    }
  }

  function end(entry: Entry, reason: CutReason): void {
    if (!entries.delete(entry)) return;
    options.onCut(reason);
    entry.cut(reason);
  }

  return {
    revision: () => revision,
    watch(stream, decidedAt, cut) {
      const entry: Entry = { stream, cut, asking: "no", graceMs: leaveIt };
      entries.add(entry);
      // What changed between the decision and this line has been announced to nobody on its behalf.
      if (decidedAt !== revision) askAgain(entry, namedCutGraceMs);
      return () => {
        entries.delete(entry);
      };
    },
    size: () => entries.size,
    [Symbol.dispose]() {
      timer.cancel();
      unsubscribeFeed();
      unsubscribeSwap();
      entries.clear();
    },
  };
}

function concernsApp({ appId }: Watched, changed: ReadonlySet<string>): boolean {
  return appId !== null && changed.has(appId);
}

function concerns(user: WatchedUser | null, topic: Topic, key: string): boolean {
  return user !== null && dependsOn(user.principal, topic, key);
}

/** Read through a function, because the flag is changed from outside while `settle` waits. */
function isAskedAgain(entry: Entry): boolean {
  return entry.asking === "again";
}

/** A store that takes longer than the grace does not hold up the cut. */
async function redecideInTime(
  options: WatchOptions,
  entry: Entry,
  startedAtMs: number,
): Promise<Verdict> {
  const asked = redecide(options, entry.stream);
  if (entry.graceMs === leaveIt) return await asked;
  const leftMs = startedAtMs + entry.graceMs - options.clock.monotonicMs();
  const done = new AbortController();
  const late = options.clock.sleep(Math.max(0, leftMs), done.signal).then(
    () => "unknown" as const,
    () => "unknown" as const,
  );
  try {
    return await Promise.race([asked, late]);
  } finally {
    done.abort();
  }
}

async function redecide(options: WatchOptions, stream: Watched): Promise<Verdict> {
  const principal = await readAgain(options.sessions, stream);
  if (principal === "unknown") return "unknown";
  if (principal === null) return "session-ended";
  return stream.judge(options.snapshots.current(), principal);
}

async function readAgain(
  sessions: SessionCache,
  stream: Watched,
): Promise<Principal | null | "unknown"> {
  if (stream.user === null) return anonymous;
  try {
    return await sessions.get(stream.user.credential, null);
  } catch {
    return "unknown";
  }
}

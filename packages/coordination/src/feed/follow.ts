import type { Clock } from "@homeport/platform";
import type { RedisLink } from "../redis/connect.ts";
import { settleWithin } from "../settle-within.ts";
import type { FlushReason } from "./feed-port.ts";
import { parseStreamEntry, type StreamEntry } from "./stream-entry.ts";
import { headKey, streamKey } from "./stream-keys.ts";
import type { Vouch } from "./vouch.ts";

export interface FollowDeps {
  /** A connection of its own: a blocking read holds up whatever is sent behind it. */
  readonly redis: RedisLink;
  readonly clock: Clock;
  readonly vouch: Vouch;
  readonly signal: AbortSignal;
  apply(items: StreamEntry["items"]): void;
  gap(reason: FlushReason): void;
  failed(error: unknown): void;
}

const blockMs = 500;
const readDeadlineMs = 1_500;
const maxRead = 500;
const retryAfterMs = 100;

type RawEntries = readonly (readonly [id: string, fields: readonly string[]])[];

/**
 * Follows the Redis stream until the signal aborts.
 *
 * away ── connection ready ──▶ following from the head, after a gap (what passed meanwhile is unknown)
 * following ── entry whose `prev` is the last id ──▶ following
 *           ── any other entry, or a head that no entry leads to ──▶ gap, following from there
 *           ── read fails or is late ──▶ away
 *
 * Only a read without a gap vouches that nothing was missed.
 */
export async function followStream(deps: FollowDeps): Promise<void> {
  let connection = 0;
  let lastId: string | null = null;

  async function reconnect(): Promise<void> {
    const readying = deps.redis.connections();
    lastId = await readHead(deps);
    connection = readying;
    deps.gap("reconnect");
  }

  /** True when every entry followed the one before it. */
  function take(entries: RawEntries): boolean {
    let whole = true;
    for (const [id, fields] of entries) {
      const entry = parseStreamEntry(id, fields);
      const reason = breakBefore(entry, lastId);
      if (reason !== null) {
        deps.gap(reason);
        whole = false;
      }
      if (entry !== null) deps.apply(entry.items);
      lastId = id;
    }
    return whole;
  }

  /** An idle read proves nothing by itself: the stream may have been flushed, or be another one. */
  async function checkHead(): Promise<boolean> {
    const head = await readHead(deps);
    if (head === lastId) return true;
    const entries = await readEntries(deps, lastId, null);
    if (entries.length > 0) return take(entries);
    deps.gap("head");
    lastId = head;
    return false;
  }

  async function step(): Promise<void> {
    if (connection !== deps.redis.connections()) await reconnect();
    let sentAt = deps.vouch.now();
    const entries = await readEntries(deps, lastId, blockMs);
    let whole: boolean;
    if (entries.length > 0) {
      whole = take(entries);
    } else {
      sentAt = deps.vouch.now();
      whole = await checkHead();
    }
    if (whole && connection === deps.redis.connections() && deps.vouch.renew(sentAt).jumped) {
      deps.gap("clock-jump");
    }
  }

  while (!deps.signal.aborted) {
    try {
      if (deps.redis.isUp()) await step();
      else await deps.clock.sleep(retryAfterMs, deps.signal);
    } catch (error) {
      if (deps.signal.aborted) return;
      deps.failed(error);
      // A connection that broke comes back by itself; one that only hangs has to be dropped.
      if (deps.redis.isUp()) deps.redis.reconnect();
      await deps.clock.sleep(retryAfterMs, deps.signal).catch(() => undefined);
    }
  }
}

function breakBefore(entry: StreamEntry | null, lastId: string | null): FlushReason | null {
  if (entry === null) return "malformed";
  if (entry.prev === "genesis") return "genesis";
  return entry.prev === lastId ? null : "predecessor";
}

async function readHead(deps: FollowDeps): Promise<string | null> {
  return answered(deps, deps.redis.client.get(headKey));
}

async function readEntries(
  deps: FollowDeps,
  after: string | null,
  block: number | null,
): Promise<RawEntries> {
  const { client } = deps.redis;
  const from = after ?? "0-0";
  const asked =
    block === null
      ? client.xread("COUNT", maxRead, "STREAMS", streamKey, from)
      : client.xread("COUNT", maxRead, "BLOCK", block, "STREAMS", streamKey, from);
  const streams = await answered(deps, asked);
  return streams?.[0]?.[1] ?? [];
}

async function answered<T>(deps: FollowDeps, asked: Promise<T>): Promise<T> {
  const answer = await settleWithin(deps.clock, readDeadlineMs, asked);
  if (!answer.settled) throw new Error("Redis did not answer a feed read in time.");
  return answer.value;
}

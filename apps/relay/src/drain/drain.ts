import type { Server } from "node:http";
import type { Clock } from "@homeport/platform";
import { closeCodes, type Mux } from "@homeport/tunnel";
import type { ConnectDoor } from "../connect-door/connect-door.ts";
import type { RelayEvents } from "../events.ts";
import type { CarriedForPeer } from "../link/serve-streams.ts";
import type { Connections } from "../listen/connections.ts";
import type { Visit } from "../listen/visit.ts";
import type { PeerDoor } from "../peer-door/peer-server.ts";
import type { TunnelRegistry } from "../tunnels/registry.ts";
import { type Endable, spreadEnds } from "./spread-ends.ts";

export interface DrainDeps {
  readonly clock: Clock;
  readonly events: RelayEvents;
  readonly server: Server;
  readonly connections: Connections;
  readonly registry: TunnelRegistry;
  readonly visits: ReadonlySet<Visit>;
  readonly peerDoor: Pick<PeerDoor, "goAway">;
  readonly connectDoor: Pick<ConnectDoor, "muxes">;
  /** Streams that peers opened for their visitors. */
  readonly carried: ReadonlySet<CarriedForPeer>;
  /** Marks this relay as draining in the directory. */
  readonly announce: () => Promise<void>;
  /** Marks each of its tunnels. */
  readonly announceTunnels: () => Promise<void>;
  /** Writes what the end of the tunnels means for others; waited for at most a second. */
  readonly settle: () => Promise<void>;
  readonly drainDelayMs: number;
  readonly drainDeadlineMs: number;
  readonly batch?: { readonly size: number; readonly everyMs: number };
}

/** The relay's part of a drain, in the two steps of the process's lifecycle. */
export interface RelayDrain {
  /** At once: agents dial elsewhere and peers open nothing more here, while visitors are still served. */
  sayGoodbye(signal: AbortSignal): Promise<void>;
  /** After the delay: the listener closes, what is open ends by itself or, late, by us. */
  finish(signal: AbortSignal): Promise<void>;
}

const text = "this relay is stopping";
const defaultBatch = { size: 200, everyMs: 100 };
/** Agents are told to go when the lease says so, or when it could not be written in this time. */
const announceWithinMs = 500;
/** Of the time that running work has: from this share on what may be endless is ended, spread until the second. */
const cutFromShare = 0.75;
const cutUntilShare = 0.9;
/**
 * By this share everything is: the rest of the deadline is for the ends of tunnels and their reports. Between the two
 * come the streams of peers' visitors, which their own relays end earlier (`leaving-peers.ts`) if they know how.
 */
const endShare = 0.95;
const lookEveryMs = 50;
/** A tunnel closes within a round trip; for this share of the time, and so long at most, that is waited for. */
const closingShare = 0.05;
const mostClosingMs = 250;
const settleWithinMs = 1_000;

/**
 * Stages: *goodbye* (the lease says draining, so that nobody is sent here any more; then GOAWAY 4001 goes out
 * in-band in batches, since a close frame may never arrive), *closing* (no new connection; idle ones end),
 * *finishing* (streams end by themselves), *cutting* (what may be endless is ended, spread over some of the
 * time; requests, downloads of a known length and uploads go on; what peers carry for visitors of theirs they
 * end themselves, having been told until when), *closed* (what is left is cut, tunnels end
 * with 4001, reports are written). All times but the delay are shares of the deadline, so a shorter one
 * shortens every stage.
 */
export function createRelayDrain(deps: DrainDeps): RelayDrain {
  const { clock, events, registry, visits } = deps;
  const batch = deps.batch ?? defaultBatch;
  const startedMs = { at: 0 };

  async function sayGoodbye(signal: AbortSignal): Promise<void> {
    startedMs.at = clock.monotonicMs();
    events.draining(registry.size, visits.size);
    await waitAtMost(announceWithinMs, deps.announce());
    const goneAtMs = startedMs.at + deps.drainDelayMs + deps.drainDeadlineMs;
    const graceMs = Math.max(0, Math.round(goneAtMs - clock.monotonicMs()));
    deps.peerDoor.goAway(graceMs, text);
    const muxes = openMuxes();
    for (let at = 0; at < muxes.length; at += batch.size) {
      if (at > 0) await clock.sleep(batch.everyMs, signal);
      for (const mux of muxes.slice(at, at + batch.size)) {
        mux.goAway(closeCodes.SERVER_DRAIN, graceMs, text);
      }
    }
    await deps.announceTunnels();
  }

  async function finish(signal: AbortSignal): Promise<void> {
    const begunMs = clock.monotonicMs();
    deps.server.close();
    deps.connections.closeIdle();
    await untilEmpty(begunMs + deps.drainDeadlineMs * cutFromShare, signal);
    const cut = (await cutEndless(begunMs, signal)) + cutRest();
    await closeTunnels();
    deps.connections.destroyAll();
    await waitAtMost(settleWithinMs, deps.settle());
    events.drained(cut, clock.monotonicMs() - startedMs.at);
  }

  /** Each end is known when this is over, also of a tunnel whose agent says nothing: it is to be written. */
  async function closeTunnels(): Promise<void> {
    for (const mux of openMuxes()) mux.close(closeCodes.SERVER_DRAIN, text);
    const patienceMs = Math.min(mostClosingMs, deps.drainDeadlineMs * closingShare);
    const untilMs = clock.monotonicMs() + patienceMs;
    while (registry.size > 0 && clock.monotonicMs() < untilMs) {
      await clock.sleep(Math.min(lookEveryMs, patienceMs));
    }
    for (const tunnel of [...registry.all()]) tunnel.mux.destroy(closeCodes.SERVER_DRAIN, text);
  }

  async function waitAtMost(ms: number, work: Promise<void>): Promise<void> {
    const enough = new AbortController();
    const late = clock.sleep(ms, enough.signal).catch(() => undefined);
    await Promise.race([work, late]);
    enough.abort();
  }

  /** Of agents, and of programs that connect to TCP apps: both dial again by themselves. */
  function openMuxes(): Mux[] {
    return [...[...registry.all()].map(({ mux }) => mux), ...deps.connectDoor.muxes];
  }

  function openCount(): number {
    return visits.size + deps.carried.size;
  }

  async function untilEmpty(untilMs: number, signal: AbortSignal): Promise<void> {
    while (openCount() > 0 && clock.monotonicMs() < untilMs && !signal.aborted) {
      await clock.sleep(lookEveryMs);
      deps.connections.closeIdle();
    }
  }

  function open(): Endable[] {
    return [...visits, ...deps.carried];
  }

  /** First what is this relay's own, then what peers have left here. Answers how many were ended. */
  async function cutEndless(begunMs: number, signal: AbortSignal): Promise<number> {
    const atShareMs = (share: number) => begunMs + deps.drainDeadlineMs * share;
    const [cutUntilMs, endMs] = [atShareMs(cutUntilShare), atShareMs(endShare)];
    const nowMs = () => clock.monotonicMs();
    const isOver = () => openCount() === 0 || nowMs() >= endMs || signal.aborted;
    const own = () => endlessOf(visits);
    const ofPeers = () => (nowMs() < cutUntilMs ? [] : endlessOf(deps.carried));
    const [cut, cutOfPeers] = await Promise.all([
      spreadEnds(clock, { list: own, spreadUntilMs: cutUntilMs, isOver }),
      spreadEnds(clock, { list: ofPeers, spreadUntilMs: endMs, isOver }),
      untilEmpty(endMs, signal),
    ]);
    return cut + cutOfPeers;
  }

  function cutRest(): number {
    const rest = open();
    for (const one of rest) one.cut("draining");
    return rest.length;
  }

  return { sayGoodbye, finish };
}

function endlessOf(open: Iterable<Endable>): Endable[] {
  return [...open].filter(({ endless }) => endless);
}

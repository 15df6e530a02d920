import { backoffMs, type Clock, type Random, type Timer } from "@homeport/platform";
import {
  type Budget,
  closeCodes,
  createMux,
  dialLink,
  type LinkKey,
  type Mux,
  type MuxLimits,
  rstCodes,
  type Wheel,
} from "@homeport/tunnel";
import { RelayError } from "../errors.ts";
import type { RelayEvents } from "../events.ts";
import { dialPeer } from "./dial-peer.ts";
import { linkLimits, linkTerms } from "./link-terms.ts";

/** A relay that owns tunnels, as its lease describes it. */
export interface Peer {
  readonly relayId: string;
  readonly boot: string;
  readonly internalUrl: string;
}

/** A peer that stops, and the link on which it said so. */
export interface LeavingPeer {
  readonly relayId: string;
  readonly link: Pick<Mux, "closed">;
  /** After so many ms it will have ended everything. */
  readonly graceMs: number;
}

export interface LinksDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly wheel: Wheel;
  readonly budget: Budget;
  readonly events: Pick<RelayEvents, "linkUp" | "linkDown" | "linkFailed">;
  readonly keys: readonly [LinkKey, ...LinkKey[]];
  /** This relay's name, which may change once. */
  readonly ownId: () => string;
  readonly muxLimits?: Partial<MuxLimits>;
  readonly ca?: Buffer | undefined;
  /** A peer has said that it stops; what is open on the link goes on meanwhile. */
  readonly onLeaving: (peer: LeavingPeer) => void;
  readonly limits?: Partial<LinkLimits>;
}

export interface LinkLimits {
  readonly linkDialMs: number;
  readonly linkIdleMs: number;
  /** A relay that could not be dialled is not asked again for so long, unless it answers meanwhile. */
  readonly linkPassOverMs: number;
}

/** The links that this relay has dialled, one a peer, each made when it is first needed. */
export interface Links extends AsyncDisposable {
  /** A link that is up and takes streams, without waiting. */
  current(peer: Peer): Mux | null;
  /** The same, dialled if need be. Rejects with PEER_UNREACHABLE: after 2 s, or at once for a peer that is passed over. */
  reach(peer: Peer): Promise<Mux>;
  isPassedOver(peer: Peer): boolean;
  readonly size: number;
}

const defaults: LinkLimits = {
  linkDialMs: 2_000,
  linkIdleMs: 5 * 60_000,
  linkPassOverMs: 15_000,
};
const backoff = { baseMs: 100, maxMs: 2_000 };

function silent(): RelayError {
  return new RelayError("PEER_UNREACHABLE", { detail: "silent" });
}

/** One start of one relay: a restarted one owes nothing to what was tried before. */
function keyOf(peer: Peer): string {
  return `${peer.relayId} ${peer.boot}`;
}

/**
 * Each peer is in one of these modes: *unknown*; *dialling* (all who need it wait for one dial); *up*;
 * *passed over* (a dial failed, or its link fell silent: it is tried again behind a back-off, for 15 s, while
 * requests go elsewhere).
 * A link leads from up back to unknown when it ends, when its peer says that it stops, or after 5 min
 * without a stream; what is open on it goes on.
 */
export function createLinks(deps: LinksDeps): Links {
  const { clock, events } = deps;
  const limits = { ...defaults, ...deps.limits };
  const up = new Map<string, Mux>();
  const all = new Set<Mux>();
  const dialling = new Map<string, Promise<Mux>>();
  const failed = new Map<string, { untilMs: number; failures: number; timer: Timer | null }>();
  let closed = false;

  function current(peer: Peer): Mux | null {
    const mux = up.get(keyOf(peer));
    return mux === undefined || mux.draining ? null : mux;
  }

  function isPassedOver(peer: Peer): boolean {
    const failure = failed.get(keyOf(peer));
    return failure !== undefined && clock.monotonicMs() < failure.untilMs;
  }

  async function dial(peer: Peer): Promise<Mux> {
    const { internalUrl } = peer;
    const { ca } = deps;
    const deadlineMs = limits.linkDialMs;
    const startedMs = clock.monotonicMs();
    const wire = await dialPeer({ internalUrl, clock, deadlineMs, ca });
    const self = linkTerms(deps.ownId(), deps.random);
    const leftMs = Math.max(1, deadlineMs - (clock.monotonicMs() - startedMs));
    const { keys } = deps;
    const theirs = await dialLink({
      ...{ wire, clock, self, keys },
      expectedId: peer.relayId,
      deadlineMs: leftMs,
    });
    const idle = watchIdle(() => mux);
    const mux = createMux({
      role: "relay",
      ...{ wire, clock, wheel: deps.wheel, budget: deps.budget },
      ...{ local: self, peer: theirs, limits: { ...linkLimits, ...deps.muxLimits } },
      handlers: {
        // An owner has nothing to ask of the relay where the visitor is.
        onOpen: (stream) => stream.reset(rstCodes.NOT_OWNER),
        onGoAway({ code, graceMs }) {
          retire(peer, mux);
          if (code !== closeCodes.SERVER_DRAIN) return;
          deps.onLeaving({ relayId: peer.relayId, link: mux, graceMs });
        },
        onClose: (end) => {
          deps.wheel.remove(idle);
          all.delete(mux);
          retire(peer, mux);
          events.linkDown(peer.relayId, end);
          // Whoever was silent would let a dial wait for its whole deadline, and with it every request.
          if (end.code === closeCodes.SILENT && end.by === "local") passOver(peer, silent());
        },
      },
    });
    deps.wheel.add(idle);
    all.add(mux);
    return mux;
  }

  function watchIdle(link: () => Mux) {
    let busyAtMs = clock.monotonicMs();
    return {
      onTick(nowMs: number) {
        const mux = link();
        if (mux.activeStreams > 0) busyAtMs = nowMs;
        else if (mux.draining || nowMs - busyAtMs >= limits.linkIdleMs) {
          mux.close(closeCodes.SERVER_DRAIN, "this link is not needed any more");
        }
      },
    };
  }

  function retire(peer: Peer, mux: Mux): void {
    if (up.get(keyOf(peer)) === mux) up.delete(keyOf(peer));
  }

  async function connect(peer: Peer): Promise<Mux> {
    const key = keyOf(peer);
    try {
      const mux = await dial(peer);
      forgive(key);
      if (closed) mux.destroy(closeCodes.SERVER_DRAIN, "stopped");
      else up.set(key, mux);
      events.linkUp(peer.relayId);
      return mux;
    } catch (error) {
      passOver(peer, error);
      throw error instanceof RelayError
        ? error
        : new RelayError("PEER_UNREACHABLE", { cause: error });
    } finally {
      dialling.delete(key);
    }
  }

  function begin(peer: Peer): Promise<Mux> {
    const key = keyOf(peer);
    const under = dialling.get(key) ?? connect(peer);
    dialling.set(key, under);
    return under;
  }

  function forgive(key: string): void {
    failed.get(key)?.timer?.cancel();
    failed.delete(key);
  }

  function passOver(peer: Peer, error: unknown): void {
    const key = keyOf(peer);
    const former = failed.get(key);
    const failures = (former?.failures ?? 0) + 1;
    const nowMs = clock.monotonicMs();
    const lasting = former !== undefined && nowMs < former.untilMs;
    const untilMs = lasting ? former.untilMs : nowMs + limits.linkPassOverMs;
    if (!lasting) events.linkFailed(peer.relayId, error);
    const timer = closed ? null : clock.after(delayAfter(failures), () => retry(peer)).unref();
    failed.set(key, { untilMs, failures, timer });
  }

  function delayAfter(failures: number): number {
    return Math.max(backoff.baseMs, backoffMs(failures - 1, backoff, deps.random));
  }

  /** Past its time a peer is simply unknown again: the next request that needs it dials. */
  function retry(peer: Peer): void {
    if (closed) return;
    if (isPassedOver(peer)) begin(peer).catch(() => undefined);
    else failed.delete(keyOf(peer));
  }

  return {
    current,
    isPassedOver,
    async reach(peer) {
      const mux = current(peer);
      if (mux !== null) return mux;
      if (closed || isPassedOver(peer)) {
        throw new RelayError("PEER_UNREACHABLE", { detail: "passed over" });
      }
      return await begin(peer);
    },
    get size() {
      return all.size;
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      for (const failure of failed.values()) failure.timer?.cancel();
      await Promise.allSettled(dialling.values());
      for (const mux of all) mux.destroy(closeCodes.SERVER_DRAIN, "stopped");
    },
  };
}

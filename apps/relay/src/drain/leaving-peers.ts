import type { Clock } from "@homeport/platform";
import type { RelayEvents } from "../events.ts";
import type { LeavingPeer } from "../link/links.ts";
import type { Visit } from "../listen/visit.ts";
import { spreadEnds } from "./spread-ends.ts";

export interface LeavingPeersDeps {
  readonly clock: Clock;
  readonly events: Pick<RelayEvents, "visitorsEnded">;
  /** Every visit that is not over. */
  readonly visits: Iterable<Pick<Visit, "link" | "gone" | "endless" | "cut">>;
}

/** Of the time until the peer is gone: from this share on what may be endless is ended, spread until the second. */
const endFromShare = 0.8;
/** Before the peer, who knows nothing of answers, ends what is left. */
const endUntilShare = 0.9;
/** The longest delay and deadline that can be set; what a peer says beyond it is no time to wait for. */
const mostGraceMs = 1_200_000;

/**
 * What goes over a link to a relay that stops, and may go on for ever, is ended where its visitor is, in good
 * time and spread: only there is it known how an answer is framed. Uploads and answers of a known length go on,
 * until they are whole or the link is gone. Answers how to tell of such a peer; each is looked after until its
 * link has closed or its time is over.
 */
export function createLeavingPeers(deps: LeavingPeersDeps) {
  const { clock, events, visits } = deps;
  const stopped = new AbortController();

  function endlessOver(link: LeavingPeer["link"]) {
    return [...visits].filter((visit) => visit.link === link && !visit.gone && visit.endless);
  }

  async function attend({ relayId, link, ...told }: LeavingPeer): Promise<void> {
    const graceMs = Math.min(told.graceMs, mostGraceMs);
    const toldMs = clock.monotonicMs();
    const { signal } = stopped;
    await clock.sleep(graceMs * endFromShare, signal);
    const isOver = () => link.closed || signal.aborted || clock.monotonicMs() >= toldMs + graceMs;
    const ended = await spreadEnds(clock, {
      list: () => endlessOver(link),
      spreadUntilMs: toldMs + graceMs * endUntilShare,
      isOver,
    });
    if (ended > 0) events.visitorsEnded(relayId, ended);
  }

  return {
    /** The peer takes no new stream any more, and what is open on the link ends with it. */
    onLeaving(peer: LeavingPeer): void {
      // All that can fail is the sleep, when this relay has stopped.
      attend(peer).catch(() => undefined);
    },
    [Symbol.dispose]() {
      stopped.abort();
    },
  };
}

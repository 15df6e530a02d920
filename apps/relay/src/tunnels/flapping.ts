import type { Clock } from "@homeport/platform";
import { closeCodes, type MuxEnd } from "@homeport/tunnel";

/** Notices hosts that connect and leave again all the time. */
export interface Flapping {
  /** A tunnel of this host has ended. */
  noteEnd(hostId: string, livedMs: number, end: MuxEnd): void;
  /** How long the host has to wait before it may connect again, in ms; 0 for nearly all. */
  holdOffMs(hostId: string): number;
}

const shortLivedMs = 5_000;
const withinMs = 60_000;
const mostShortLived = 5;
const holdOffMs = 10_000;
const maxHosts = 10_000;

/** Ends that this side asked for tell nothing of the host's line. */
const ours = new Set<number | null>([closeCodes.SERVER_DRAIN, closeCodes.REPLACED]);

/** Five tunnels in a minute that each lived under 5 s: the host is kept off for 10 s, and counted anew. */
export function createFlapping(deps: {
  readonly clock: Pick<Clock, "monotonicMs">;
  readonly onFlapping: (hostId: string) => void;
}): Flapping {
  const { clock } = deps;
  const shortLivedAtMs = new Map<string, number[]>();
  const heldOffUntilMs = new Map<string, number>();

  function keep<V>(map: Map<string, V>, hostId: string, value: V): void {
    map.delete(hostId);
    map.set(hostId, value);
    const oldest = map.keys().next().value;
    if (map.size > maxHosts && oldest !== undefined) map.delete(oldest);
  }

  return {
    noteEnd(hostId, livedMs, end) {
      if (livedMs >= shortLivedMs || ours.has(end.code)) return;
      const nowMs = clock.monotonicMs();
      const recent = (shortLivedAtMs.get(hostId) ?? []).filter((atMs) => nowMs - atMs < withinMs);
      recent.push(nowMs);
      if (recent.length < mostShortLived) {
        keep(shortLivedAtMs, hostId, recent);
        return;
      }
      shortLivedAtMs.delete(hostId);
      keep(heldOffUntilMs, hostId, nowMs + holdOffMs);
      deps.onFlapping(hostId);
    },
    holdOffMs: (hostId) => Math.max(0, (heldOffUntilMs.get(hostId) ?? 0) - clock.monotonicMs()),
  };
}

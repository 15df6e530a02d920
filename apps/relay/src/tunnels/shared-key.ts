import type { Clock } from "@homeport/platform";

/** Notices keys that two machines use at once. */
export interface SharedKeys {
  /** An agent with a good key came behind a newer run of its host, which is live. */
  note(hostId: string): void;
}

/** Such an agent tries once a minute for as long as the newer one lives: it is told of this often. */
const everyMs = 5 * 60_000;
const maxHosts = 10_000;

export function createSharedKeys(deps: {
  readonly clock: Pick<Clock, "monotonicMs">;
  readonly onShared: (hostId: string) => void;
}): SharedKeys {
  const toldAtMs = new Map<string, number>();
  return {
    note(hostId) {
      const nowMs = deps.clock.monotonicMs();
      if (nowMs - (toldAtMs.get(hostId) ?? Number.NEGATIVE_INFINITY) < everyMs) return;
      toldAtMs.delete(hostId);
      toldAtMs.set(hostId, nowMs);
      const oldest = toldAtMs.keys().next().value;
      if (toldAtMs.size > maxHosts && oldest !== undefined) toldAtMs.delete(oldest);
      deps.onShared(hostId);
    },
  };
}

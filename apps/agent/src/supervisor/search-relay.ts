import type { Clock, Random } from "@homeport/platform";
import type { Dial, LiveTunnel, OtherRelay } from "./live-tunnel.ts";
import { stateLimitsMs } from "./next-step.ts";

const maxTries = 4;
const pauseMs = 500;
const tryWithinMs = stateLimitsMs.resolving + stateLimitsMs.connecting + stateLimitsMs.handshaking;

export interface RelaySearch {
  readonly slot: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly dial: Dial;
  readonly signal: AbortSignal;
  /** Relays that the other tunnels of this host are at. */
  readonly avoid: readonly string[];
  readonly others: readonly OtherRelay[];
}

/**
 * Looks for a relay at which this host has no tunnel yet: at the addresses of their own that others
 * have, then at the usual one, which may lead anywhere. Answers null after four tries.
 */
export async function searchRelay(search: RelaySearch): Promise<LiveTunnel | null> {
  const { clock, random, signal } = search;
  const wanted = search.others.filter(({ relayId }) => !search.avoid.includes(relayId));
  const urls = wanted.flatMap(({ url }) => (url === undefined ? [] : [url])).slice(0, maxTries);
  for (let tries = 0; tries < maxTries; tries += 1) {
    // Thousands of agents that lost the same relay do not search in step.
    await clock.sleep(random.number() * pauseMs, signal);
    const found = await tryRelay(search, urls[tries]);
    if (found !== null) return found;
  }
  return null;
}

/** One dial beside a live tunnel; whatever goes wrong means no. One that comes up late is destroyed. */
async function tryRelay(search: RelaySearch, url: string | undefined): Promise<LiveTunnel | null> {
  const { slot, clock, avoid } = search;
  const limit = new AbortController();
  const giveUp = () => limit.abort(new Error("no relay was found in time"));
  search.signal.addEventListener("abort", giveUp, { once: true });
  const timer = clock.after(tryWithinMs, giveUp);
  const aborted = new Promise<null>((resolve) => {
    limit.signal.addEventListener("abort", () => resolve(null), { once: true });
  });
  const attempt = { slot, avoid, url, signal: limit.signal, phase: () => undefined };
  const dialled = search.dial(attempt).then(
    (tunnel) => {
      if (!limit.signal.aborted) return tunnel;
      tunnel.destroy("the search was given up");
      return null;
    },
    () => null,
  );
  try {
    return await Promise.race([dialled, aborted]);
  } finally {
    timer.cancel();
    search.signal.removeEventListener("abort", giveUp);
  }
}

import type { Log, Metrics } from "@homeport/platform";
import type { StreamEnd } from "./subscriber.ts";

/** What streams tell operators. */
export function createStreamEvents(
  { log, metrics }: { readonly log: Log; readonly metrics: Metrics },
  readOpen: () => number,
) {
  metrics.sampled("vault_streams", "Streams of vaults' events that are open.", readOpen);
  const cut = metrics.counter("vault_streams_cut_total", "Streams of vaults' events that ended.", {
    reason: ["slow", "denied", "draining", "left"],
  });
  return {
    ended: (reason: StreamEnd) => cut.inc({ reason }),
    /** The next look makes up for it. */
    missed: (error: unknown) => log.debug({ err: error }, "vault.stream-read-failed"),
  };
}

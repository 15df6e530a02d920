import type { Feed } from "@homeport/coordination";
import type { HostCredentials } from "@homeport/hosts";
import type { Clock, Timer } from "@homeport/platform";
import { closeCodes } from "@homeport/tunnel";
import type { RelayEvents } from "../events.ts";
import type { LiveTunnel } from "./live-tunnel.ts";
import type { TunnelRegistry } from "./registry.ts";

export interface RecheckDeps {
  readonly registry: Pick<TunnelRegistry, "all" | "ofHost">;
  readonly feed: Pick<Feed, "subscribe">;
  readonly clock: Pick<Clock, "after">;
  readonly events: Pick<RelayEvents, "storeFailed">;
  /** Up to 1,000 hosts in one query; unknown ones are absent. */
  readonly loadMany: (hostIds: readonly string[]) => Promise<readonly HostCredentials[]>;
  readonly everyMs?: number;
}

const defaultEveryMs = 60_000;
const chunk = 1_000;
const text = "the host or its key was revoked";

/**
 * Closes tunnels whose host or key is no longer good: within a second of an announcement, and within a
 * minute without any. While the store is away nobody is judged.
 */
export function watchKeys(deps: RecheckDeps): Disposable {
  const everyMs = deps.everyMs ?? defaultEveryMs;
  let stopped = false;
  let timer: Timer | null = null;

  async function recheck(hostIds: readonly string[]): Promise<void> {
    for (let at = 0; at < hostIds.length; at += chunk) {
      const asked = hostIds.slice(at, at + chunk);
      const known = new Map((await deps.loadMany(asked)).map((one) => [one.hostId, one]));
      for (const hostId of asked) {
        for (const tunnel of deps.registry.ofHost(hostId)) {
          if (!isGood(tunnel, known.get(hostId))) tunnel.mux.close(closeCodes.REVOKED, text);
        }
      }
    }
  }

  function attempt(hostIds: readonly string[]): Promise<void> {
    return recheck(hostIds).catch((error: unknown) => {
      deps.events.storeFailed("host-keys", error);
    });
  }

  function everyHost(): string[] {
    return [...new Set([...deps.registry.all()].map((tunnel) => tunnel.hostId))];
  }

  function schedule(): void {
    if (stopped) return;
    timer = deps.clock.after(everyMs, () => void attempt(everyHost()).finally(schedule)).unref();
  }

  const unsubscribe = deps.feed.subscribe(["host"], {
    apply: (_topic, hostId) => {
      if (deps.registry.ofHost(hostId).length > 0) void attempt([hostId]);
    },
    flush: () => void attempt(everyHost()),
  });
  schedule();
  return {
    [Symbol.dispose]() {
      stopped = true;
      timer?.cancel();
      unsubscribe();
    },
  };
}

function isGood(tunnel: LiveTunnel, credentials: HostCredentials | undefined): boolean {
  if (credentials?.status !== "active") return false;
  return credentials.keys.some((key) => key.publicKey.equals(tunnel.provenBy));
}

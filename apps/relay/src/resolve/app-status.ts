import type { AppEntry, AppStatus } from "@homeport/gate";
import type { Clock } from "@homeport/platform";
import type { TunnelRegistry } from "../tunnels/registry.ts";
import type { OfflineReader } from "./offline.ts";

const askAgainMs = 5_000;

/** Whether an app's own proxy reaches it is known to nobody here. */
const servedElsewhere: AppStatus = {
  status: "unknown",
  code: null,
  sinceMs: null,
  retryAfterMs: null,
};

/** Whether an app can be reached, for those who may open it and ask. */
export function createAppStatus(deps: {
  readonly registry: Pick<TunnelRegistry, "openable">;
  readonly offline: Pick<OfflineReader, "read">;
  readonly clock: Pick<Clock, "nowMs">;
}): (app: AppEntry) => Promise<AppStatus> {
  return async ({ hostId }) => {
    if (hostId === null) return servedElsewhere;
    const tunnel = deps.registry.openable(hostId)[0];
    if (tunnel !== undefined) {
      const sinceMs = deps.clock.nowMs() - tunnel.connectedAtMs;
      return { status: "running", code: null, sinceMs, retryAfterMs: null };
    }
    const offline = await deps.offline.read(hostId);
    const seenAt = offline?.lastSeenAt ?? null;
    return {
      status: "offline",
      code: offline?.reason ?? "HOST_OFFLINE",
      sinceMs: seenAt === null ? null : deps.clock.nowMs() - seenAt.getTime(),
      retryAfterMs: askAgainMs,
    };
  };
}

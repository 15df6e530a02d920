import type { AppEntry, AppStatus } from "@homeport/gate";
import type { Clock } from "@homeport/platform";
import type { TunnelRegistry } from "../tunnels/registry.ts";
import type { OfflineReader } from "./offline.ts";

const askAgainMs = 5_000;

/** Whether an app can be reached, for those who may open it and ask. */
export function createAppStatus(deps: {
  readonly registry: Pick<TunnelRegistry, "openable">;
  readonly offline: Pick<OfflineReader, "read">;
  readonly clock: Pick<Clock, "nowMs">;
}): (app: AppEntry) => Promise<AppStatus> {
  return async (app) => {
    const tunnel = deps.registry.openable(app.hostId)[0];
    if (tunnel !== undefined) {
      const sinceMs = deps.clock.nowMs() - tunnel.connectedAtMs;
      return { status: "running", code: null, sinceMs, retryAfterMs: null };
    }
    const offline = await deps.offline.read(app.hostId);
    const seenAt = offline?.lastSeenAt ?? null;
    return {
      status: "offline",
      code: offline?.reason ?? "HOST_OFFLINE",
      sinceMs: seenAt === null ? null : deps.clock.nowMs() - seenAt.getTime(),
      retryAfterMs: askAgainMs,
    };
  };
}

import type { AppEntry, AppStatus } from "@homeport/gate";
import type { OwnerCache } from "@homeport/hosts";
import type { Clock } from "@homeport/platform";
import type { TunnelRegistry } from "../tunnels/registry.ts";
import type { Waker } from "../wake/waker.ts";
import type { OfflineReader } from "./offline.ts";

const askAgainMs = 5_000;
/** While something is expected to happen. */
const askSoonMs = 1_000;

/** Whether an app's own proxy reaches it is known to nobody here. */
const unknown: AppStatus = { status: "unknown", code: null, sinceMs: null, retryAfterMs: null };

export interface AppStatusDeps {
  readonly registry: Pick<TunnelRegistry, "openable">;
  readonly owners: Pick<OwnerCache, "peek" | "find">;
  readonly offline: Pick<OfflineReader, "read">;
  readonly waker: Pick<Waker, "read">;
  readonly clock: Pick<Clock, "nowMs" | "monotonicMs">;
}

/** Whether an app can be reached, for those who may open it and ask. */
export function createAppStatus(deps: AppStatusDeps): (app: AppEntry) => Promise<AppStatus> {
  return async ({ hostId, appId, isManaged }) => {
    if (hostId === null) return unknown;
    const connectedAtMs = await findConnection(deps, hostId);
    if (connectedAtMs === null) return await offlineStatus(deps, hostId);
    if (isManaged) return await managedStatus(deps, appId);
    const sinceMs = deps.clock.nowMs() - connectedAtMs;
    return { status: "running", code: null, sinceMs, retryAfterMs: null };
  };
}

/** Since when the host has had the tunnel that would be taken, at this relay or another; null when there is none. */
async function findConnection(deps: AppStatusDeps, hostId: string): Promise<number | null> {
  const tunnel = deps.registry.openable(hostId)[0];
  if (tunnel !== undefined) return tunnel.connectedAtMs;
  // Where the directory is away a visit would fail like this question.
  const known = deps.owners.peek(hostId) ?? (await deps.owners.find(hostId).catch(() => null));
  return known?.owners[0]?.record.connectedAtMs ?? null;
}

async function offlineStatus(deps: AppStatusDeps, hostId: string): Promise<AppStatus> {
  const offline = await deps.offline.read(hostId);
  const seenAt = offline?.lastSeenAt ?? null;
  return {
    status: "offline",
    code: offline?.reason ?? "HOST_OFFLINE",
    sinceMs: seenAt === null ? null : deps.clock.nowMs() - seenAt.getTime(),
    retryAfterMs: askAgainMs,
  };
}

async function managedStatus(deps: AppStatusDeps, appId: string): Promise<AppStatus> {
  const state = await deps.waker.read(appId);
  if (state === null) return { ...unknown, retryAfterMs: askSoonMs };
  const { status, code } = state;
  const sinceMs = Math.round(deps.clock.monotonicMs() - state.sinceMonotonicMs);
  const retryAfterMs = status === "failed" ? askAgainMs : askSoonMs;
  return { status, code, sinceMs, retryAfterMs: status === "running" ? null : retryAfterMs };
}

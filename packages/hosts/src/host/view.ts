import { isOfflineReason, type OfflineReason } from "../presence/reasons.ts";
import type { HostRow } from "./store.ts";

/** A host as people and programs see it. */
export interface HostView {
  hostId: string;
  machineId: string;
  name: string;
  status: "active" | "revoked";
  os: string | null;
  arch: string | null;
  cpuCount: number | null;
  memoryBytes: number | null;
  agentVersion: string | null;
  mayPublish: boolean;
  defaultAppId: string | null;
  appCount: number;
  online: boolean;
  /** Since when it is online or offline; null when it never connected. */
  since: Date | null;
  lastSeenAt: Date | null;
  relayIds: string[];
  /** Why it is offline; null while online. */
  reason: OfflineReason | null;
  createdAt: Date;
  /** Within the last minutes it connected and left again every few seconds. */
  flapping: boolean;
  /** Within the last minutes an agent was turned away because another one with the same key is connected. */
  keyShared: boolean;
}

export function viewHost(row: HostRow): HostView {
  const { online: reported, relayIds, reason: noted, asOf: _asOf, ...rest } = row;
  const online = rest.status === "active" && reported === true;
  return {
    ...rest,
    online,
    relayIds: online ? (relayIds ?? []) : [],
    reason: online ? null : offlineReason(rest.status, reported, noted),
  };
}

/** Why a host that is not online is not; `reported` is null when it never connected. */
export function offlineReason(
  status: "active" | "revoked",
  reported: boolean | null,
  noted: string | null,
): OfflineReason {
  if (status === "revoked") return "REVOKED";
  if (reported === null) return "NEVER_CONNECTED";
  return noted !== null && isOfflineReason(noted) ? noted : "CONNECTION_LOST";
}

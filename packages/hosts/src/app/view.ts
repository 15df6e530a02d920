import { offlineReason } from "../host/view.ts";
import type { OfflineReason } from "../presence/reasons.ts";
import type { AppRow } from "./store.ts";
import type { AppProtocol } from "./target.ts";

/** An app as people and programs see it. */
export interface AppView {
  appId: string;
  hostId: string;
  hostName: string;
  /** Null when that person is gone. */
  ownerUserId: string | null;
  /** Unique; also the label of its first address. */
  name: string;
  title: string;
  icon: string | null;
  protocol: AppProtocol;
  /** Null for the port on which the agent itself runs the app. */
  target: string | null;
  maintenance: boolean;
  hostOnline: boolean;
  /** Why its host is offline; null while that is online. */
  hostReason: OfflineReason | null;
  hostLastSeenAt: Date | null;
  lastAccessAt: Date | null;
  createdAt: Date;
}

export function viewApp(row: AppRow): AppView {
  const { hostStatus, hostOnline: reported, hostReason: noted, asOf: _asOf, ...rest } = row;
  const hostOnline = hostStatus === "active" && reported === true;
  const hostReason = hostOnline ? null : offlineReason(hostStatus, reported, noted);
  return { ...rest, hostOnline, hostReason };
}

import { offlineReason } from "../host/view.ts";
import { explainOperationError } from "../operation/operation.ts";
import type { OfflineReason } from "../presence/reasons.ts";
import type { AppRow } from "./store.ts";
import type { AppProtocol } from "./target.ts";
import type { AppStatus, DesiredState } from "./transition.ts";

/** An app as people and programs see it. */
export interface AppView {
  appId: string;
  /** Null, as its name, for an app that a proxy of its owner's serves. */
  hostId: string | null;
  hostName: string | null;
  /** Null when that person is gone. */
  ownerUserId: string | null;
  /** Unique; also the label of its first address. */
  name: string;
  title: string;
  icon: string | null;
  protocol: AppProtocol;
  /** Null for the port on which the agent itself runs the app, and for an app without a host. */
  target: string | null;
  maintenance: boolean;
  /** What its host runs it with; `none` for a port, and for an app without a host. */
  runtime: "none" | "process" | "compose";
  /** `unknown` for an app that no host runs. */
  status: AppStatus | "unknown";
  /** Since when it is so; null for an app that no host runs. */
  statusSince: Date | null;
  desired: DesiredState;
  /** Why it failed; null in any other status. */
  failure: { code: string; sentence: string; detail: string | null } | null;
  idleStopMs: number | null;
  alwaysOn: boolean;
  autostart: boolean;
  hostOnline: boolean;
  /** Why its host is offline; null while that is online, and where there is none. */
  hostReason: OfflineReason | null;
  hostLastSeenAt: Date | null;
  lastAccessAt: Date | null;
  createdAt: Date;
}

export function viewApp(row: AppRow): AppView {
  const { hostStatus, hostOnline: reported, hostReason: noted, asOf: _asOf, ...rest } = row;
  const { protocol, maintenance, statusCode: code, statusDetail: detail, ...others } = rest;
  const { updatedAt, ...named } = others;
  const hostOnline = hostStatus === "active" && reported === true;
  const offline = !hostOnline && hostStatus !== null;
  return {
    ...named,
    protocol: protocol ?? "http",
    maintenance: maintenance ?? false,
    statusSince: named.runtime === "none" ? null : updatedAt,
    failure: code === null ? null : { code, sentence: explainOperationError(code), detail },
    hostOnline,
    hostReason: offline ? offlineReason(hostStatus, reported, noted) : null,
  };
}

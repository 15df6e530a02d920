import type { AppProtocol } from "../app/target.ts";
import type { DeliveryRow } from "./store.ts";

/** How requests reach an app. */
export interface DeliveryView {
  appId: string;
  protocol: AppProtocol;
  /** Null for the port on which the agent itself runs the app. */
  target: string | null;
  targetFrom: "declared" | "console";
  hostHeader: "public" | "target" | "custom";
  hostHeaderValue: string | null;
  /** Tells the target who the visitor is, in front of each connection's first byte. */
  proxyProtocol: "off" | "v1" | "v2";
  tlsVerify: boolean;
  answerHeadMs: number;
  maxRequestBytes: number | null;
  maxConcurrent: number;
  /** Requests a second of one visitor's address; null for no limit. */
  visitorRate: number | null;
  /** Of all its requests together, each way; null for no limit. */
  bytesPerSecond: number | null;
  trpcTransformer: "superjson" | "none";
  maintenance: boolean;
  /** How the host's last connection to the target went; null until its agent has told. */
  lastConnect: { error: string | null; at: Date } | null;
  /** Rises with every change; a decimal number. */
  version: string;
}

export function viewDelivery(row: DeliveryRow): DeliveryView {
  const { targetReportedAt: at, targetError: error, version, ...rest } = row;
  return { ...rest, lastConnect: at === null ? null : { error, at }, version: String(version) };
}

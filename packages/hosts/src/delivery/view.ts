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
  proxyProtocol: "off" | "v1" | "v2";
  tlsVerify: boolean;
  answerHeadMs: number;
  maxRequestBytes: number | null;
  maxConcurrent: number;
  trpcTransformer: "superjson" | "none";
  maintenance: boolean;
  /** Rises with every change; a decimal number. */
  version: string;
}

export function viewDelivery(row: DeliveryRow): DeliveryView {
  return { ...row, version: String(row.version) };
}

import type { CompiledRules } from "../rule/compile.ts";

/** The public part of an identity: the private key is never in memory of a relay. */
export interface IdentityEntry {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  /** Raw Ed25519 public key, base64url. */
  readonly publicKey: string;
  readonly fingerprint: string;
}

/** How a request is carried to the app; the columns of `app_deliveries` that the relay needs. */
export interface DeliveryEntry {
  readonly protocol: "http" | "tcp";
  readonly target: string | null;
  readonly targetFrom: "declared" | "console";
  readonly hostHeader: "public" | "target" | "custom";
  readonly hostHeaderValue: string | null;
  readonly proxyProtocol: "off" | "v1" | "v2";
  readonly tlsVerify: boolean;
  readonly answerHeadMs: number;
  readonly maxRequestBytes: number | null;
  readonly maxConcurrent: number;
  readonly visitorRate: number | null;
  readonly bytesPerSecond: number | null;
  readonly trpcTransformer: "superjson" | "none";
  readonly maintenance: boolean;
  readonly maintenanceHtml: string | null;
  readonly offlineHtml: string | null;
}

/** One app as the gate sees it. What changes often (status, counters) is never kept here. */
export interface AppEntry {
  readonly appId: string;
  readonly organizationId: string;
  readonly organizationSlug: string;
  readonly hostId: string;
  readonly ownerUserId: string | null;
  readonly name: string;
  readonly title: string;
  readonly carrier: "tunnel" | "external";
  readonly hostnames: readonly string[];
  readonly rules: CompiledRules;
  readonly allowedOrigins: ReadonlySet<string>;
  readonly identity: IdentityEntry | null;
  readonly delivery: DeliveryEntry | null;
  readonly version: bigint;
}

/** One immutable value: a request sees the same snapshot from start to end. */
export interface GateSnapshot {
  /** Rises by one with each swap, in this process only. */
  readonly generation: number;
  readonly byHostname: ReadonlyMap<string, AppEntry>;
  readonly byId: ReadonlyMap<string, AppEntry>;
}

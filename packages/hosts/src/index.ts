import type { Metrics } from "@homeport/platform";
import type { Redis } from "ioredis";
import type { HostsContext, HostsDeps, HostsWork } from "./context.ts";
import type { OwnTunnel, RelayLease, TunnelName, TunnelOwner } from "./directory/records.ts";
import type { OfflineReason } from "./presence/reasons.ts";

export type { HostsContext, HostsDeps, HostsWork } from "./context.ts";
export type {
  OwnTunnel,
  RelayLease,
  TunnelName,
  TunnelOwner,
  TunnelRecord,
  TunnelWire,
} from "./directory/records.ts";
export { HostsError, type HostsErrorCode, hostsErrors } from "./errors.ts";
export { type HostsPermission, hostsPermissions } from "./permissions.ts";
export {
  explainOffline,
  isOfflineReason,
  type OfflineExplanation,
  type OfflineReason,
  offlineReasons,
} from "./presence/reasons.ts";

// Directory: who holds which host's tunnel, in Redis.
export declare function openDirectory(options: {
  readonly redis: Redis;
  readonly metrics: Metrics;
  /** First part of every key; `homeport` unless told. */
  readonly prefix?: string;
}): Directory;

/** Every method throws DIRECTORY_UNAVAILABLE within 500 ms when Redis does not answer. */
export interface Directory {
  /** Writes or renews (every 5 s) this relay's lease of 15 s. Answers the boot that it replaced, when it is another's. */
  publishRelay(input: {
    relayId: string;
    lease: RelayLease;
  }): Promise<{ otherBoot: string | null }>;
  publishTunnel(tunnel: OwnTunnel): Promise<void>;
  /** Renews all tunnels of a relay (every 15 s) and re-creates what is missing. */
  refresh(tunnels: readonly OwnTunnel[]): Promise<void>;
  /** Owners of each host, newest run and epoch first; a host without any is absent. */
  lookup(hostIds: readonly string[]): Promise<ReadonlyMap<string, readonly TunnelOwner[]>>;
  /** Removes a tunnel if it still carries this boot; answers whether it did. */
  remove(input: TunnelName & { boot: string }): Promise<boolean>;
  removeRelay(input: { relayId: string; boot: string }): Promise<boolean>;
  /** Relays with a lease, by id. */
  listRelays(): Promise<readonly { relayId: string; lease: RelayLease }[]>;
  /** How long ago the store was first written into, by its own clock; null when it never was. */
  readAgeMs(): Promise<number | null>;
}

// Enrolment.
export declare function createEnrolmentCode(
  ctx: HostsContext,
  input: { machineName?: string | undefined; mayPublish?: boolean | undefined },
): Promise<{ codeId: string; code: string; expiresAt: Date }>;
export declare function cancelEnrolmentCode(
  ctx: HostsContext,
  input: { codeId: string },
): Promise<void>;
export declare function readEnrolmentCode(
  ctx: HostsContext,
  input: { codeId: string },
): Promise<EnrolmentCodeView>;
export interface EnrolmentCodeView {
  codeId: string;
  state: "waiting" | "used" | "expired";
  machineName: string | null;
  mayPublish: boolean;
  expiresAt: Date;
  host: HostView | null;
}
/** The caller is the machine itself, so there is no actor to check; limit by address before. */
export declare function issueHostChallenge(
  deps: HostsDeps,
  input: { publicKey: string },
): Promise<{ challenge: string; expiresAt: Date }>;
export declare function enrollHost(ctx: HostsContext, input: EnrollInput): Promise<EnrolledHost>;
/** `publicKey` and `signature` are base64url; the signature is over `enrolmentMessage(challenge)`. */
export interface EnrollInput {
  publicKey: string;
  challenge: string;
  signature: string;
  /** Without a code, the acting person's organization is used. */
  code?: string | undefined;
  name?: string | undefined;
  osHostName?: string | undefined;
  facts: MachineFacts & { agentVersion: string };
}
export interface EnrolledHost {
  hostId: string;
  machineId: string;
  organizationId: string;
  machineName: string;
  mayPublish: boolean;
  /** False when the same key had enrolled before. */
  created: boolean;
}
/** What a host signs to prove its key: a domain word, a zero byte and the challenge. */
export declare function enrolmentMessage(challenge: string): Buffer;

// Hosts and machines.
export interface MachineFacts {
  os: string;
  arch: string;
  cpuCount: number;
  memoryBytes: number;
}
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
  /** Null while online. */
  reason: OfflineReason | null;
  createdAt: Date;
}
export interface HostPage {
  items: HostView[];
  nextCursor: string | null;
  /** When the answer was read, by the store's clock. */
  asOf: Date;
}
export declare function listHosts(
  ctx: HostsContext,
  input: {
    online?: boolean | undefined;
    text?: string | undefined;
    limit?: number | undefined;
    cursor?: string | undefined;
  },
): Promise<HostPage>;
export declare function getHost(
  ctx: HostsContext,
  input: { hostId: string },
): Promise<HostView & { asOf: Date; events: HostEventView[] }>;
export interface HostEventView {
  id: string;
  at: Date;
  kind: HostEventKind;
  relayId: string | null;
  wire: string | null;
  reason: string | null;
}
export type HostEventKind = "connected" | "disconnected" | "replaced" | "refused" | "flapping";
export declare function listHostEvents(
  ctx: HostsContext,
  input: { hostId: string; limit?: number | undefined; cursor?: string | undefined },
): Promise<{ items: HostEventView[]; nextCursor: string | null }>;
export declare function renameMachine(
  ctx: HostsContext,
  input: { hostId: string; name: string },
): Promise<{ name: string }>;
export declare function setMayPublish(
  ctx: HostsContext,
  input: { hostId: string; mayPublish: boolean },
): Promise<void>;
export declare function revokeHost(ctx: HostsContext, input: { hostId: string }): Promise<void>;
/** Removes a host for good; HOST_HAS_APPS while it has apps. */
export declare function removeHost(ctx: HostsContext, input: { hostId: string }): Promise<void>;

/** What a relay checks a handshake against; null for an unknown host. */
export declare function readHostKeys(
  deps: Pick<HostsDeps, "db">,
  input: { hostId: string },
): Promise<HostCredentials | null>;
/** The same for many hosts in one query; unknown hosts are absent. At most 1,000 ids. */
export declare function readManyHostKeys(
  deps: Pick<HostsDeps, "db">,
  input: { hostIds: readonly string[] },
): Promise<HostCredentials[]>;
export interface HostCredentials {
  hostId: string;
  organizationId: string;
  machineId: string;
  machineName: string;
  status: "active" | "revoked";
  mayPublish: boolean;
  /** Whoever enrolled the host; null when that person is gone. Owns the apps that the host declares. */
  createdByUserId: string | null;
  /** Live keys: active, or retiring and not past their end. Raw Ed25519 keys of 32 bytes. */
  keys: { publicKey: Buffer; status: "active" | "retiring" }[];
}

/** Writes facts that differ, at most once a minute a machine; answers whether it wrote. */
export declare function recordRegistration(
  deps: Pick<HostsDeps, "db">,
  input: { machineId: string; facts: MachineFacts; agentVersion: string },
): Promise<boolean>;
/** Appends events; beyond 200 a host an hour they are only counted. At most 500 at a time. */
export declare function recordHostEvents(
  deps: Pick<HostsDeps, "db">,
  events: readonly HostEvent[],
): Promise<{ written: number; dropped: number }>;
export interface HostEvent {
  hostId: string;
  kind: HostEventKind;
  relayId?: string | undefined;
  epoch?: number | undefined;
  wire?: string | undefined;
  reason?: OfflineReason | undefined;
}

// Presence.
export interface PresenceDeps extends Pick<HostsDeps, "db"> {
  readonly directory: Pick<Directory, "lookup" | "readAgeMs">;
  readonly metrics: Metrics;
}
/** Publish a tunnel in the directory before its connect, and remove it before its disconnect, is reported. */
export type PresenceReport =
  | { kind: "connected"; hostId: string; relayId: string; run: number; epoch: number }
  | {
      kind: "disconnected";
      hostId: string;
      relayId: string;
      run: number;
      epoch: number;
      reason: OfflineReason;
    };
/** Writes up to 500 reports in one statement; the newest report of a host counts. */
export declare function reportPresence(
  deps: PresenceDeps,
  reports: readonly PresenceReport[],
): Promise<{ online: number; offline: number }>;
/** Sets every active host as the directory says; turns nobody off while it cannot be trusted. */
export declare function reconcilePresence(
  deps: PresenceDeps,
  input?: { pageSize?: number; newbornMs?: number; signal?: AbortSignal },
): Promise<{
  hosts: number;
  turnedOn: number;
  turnedOff: number;
  trusted: boolean;
}>;

// Tunnels, for operators and `/admin/tunnels`.
export interface TunnelStatus extends TunnelName {
  run: number;
  slot: number;
  wire: string;
  agentVersion: string;
  connectedAtMs: number;
  pendingRequests: number;
  activeStreams: number;
  lastHeardMs: number;
  rttMs: number | null;
  bytesIn: number;
  bytesOut: number;
  windowBytes: number;
  state: string;
}
export interface TunnelView extends TunnelStatus {
  organizationId: string | null;
  machineName: string | null;
}
/** A page of `tunnels` by host, relay and epoch, with the names that Postgres knows. */
export declare function listTunnels(
  deps: Pick<HostsDeps, "db" | "cursors">,
  input: {
    tunnels: readonly TunnelStatus[];
    hostId?: string | undefined;
    limit?: number | undefined;
    cursor?: string | undefined;
  },
): Promise<{ tunnels: TunnelView[]; nextCursor: string | null }>;

// Apps.
export type AppProtocol = "http" | "tcp";
export interface AppView {
  appId: string;
  hostId: string | null;
  hostName: string | null;
  ownerUserId: string;
  /** Unique; also the label of its first address. */
  name: string;
  title: string;
  icon: string | null;
  protocol: AppProtocol;
  target: string | null;
  maintenance: boolean;
  hostOnline: boolean;
  hostReason: OfflineReason | null;
  hostLastSeenAt: Date | null;
  lastAccessAt: Date | null;
  createdAt: Date;
}
export interface NewApp {
  /** Made by the caller, so that the audit row of its transaction names it. */
  appId: string;
  organizationId: string;
  hostId: string;
  ownerUserId: string;
  name: string;
  title?: string | undefined;
  icon?: string | undefined;
  /** A bare port, or an address; see `readTarget`. */
  target: string;
  targetFrom: "declared" | "console";
  protocol?: AppProtocol | undefined;
}
/** The half of "create app" that this domain owns, inside a transaction that the caller opened. */
export declare function createAppRow(
  ctx: HostsContext,
  work: HostsWork,
  input: NewApp,
): Promise<{ name: string; target: string; protocol: AppProtocol }>;
export declare function listApps(
  ctx: HostsContext,
  input: {
    hostId?: string | undefined;
    text?: string | undefined;
    limit?: number | undefined;
    cursor?: string | undefined;
  },
): Promise<{ items: AppView[]; nextCursor: string | null; asOf: Date }>;
export declare function getApp(ctx: HostsContext, input: { appId: string }): Promise<AppView>;
export declare function updateAppSettings(
  ctx: HostsContext,
  input: { appId: string; title?: string | undefined; icon?: string | null | undefined },
): Promise<void>;
export declare function removeApp(ctx: HostsContext, input: { appId: string }): Promise<void>;
/** The apps of one host, for its relay and agent; at most 100. */
export declare function readHostApps(
  deps: Pick<HostsDeps, "db">,
  input: { hostId: string },
): Promise<HostApp[]>;
export interface HostApp {
  appId: string;
  name: string;
  title: string;
  protocol: AppProtocol;
  target: string | null;
  targetFrom: "declared" | "console";
}

/** Counts for the first page. */
export declare function readOverview(ctx: HostsContext): Promise<{
  hosts: { total: number; online: number };
  apps: { total: number };
}>;

// Delivery.
export interface DeliveryView {
  appId: string;
  protocol: AppProtocol;
  target: string | null;
  targetFrom: "declared" | "console";
  hostHeader: "public" | "target" | "custom";
  hostHeaderValue: string | null;
  tlsVerify: boolean;
  answerHeadMs: number;
  maxRequestBytes: number | null;
  maxConcurrent: number;
  maintenance: boolean;
  /** Rises with every change; a decimal number. */
  version: string;
}
export declare function getDelivery(
  ctx: HostsContext,
  input: { appId: string },
): Promise<DeliveryView>;
export declare function setDelivery(
  ctx: HostsContext,
  input: DeliveryChange,
): Promise<DeliveryView>;
/** What is left out stays as it is; another version than the stored one is VERSION_CONFLICT. */
export interface DeliveryChange {
  appId: string;
  version: string;
  target?: string | undefined;
  hostHeader?: "public" | "target" | "custom" | undefined;
  hostHeaderValue?: string | null | undefined;
  tlsVerify?: boolean | undefined;
  answerHeadMs?: number | undefined;
  maxRequestBytes?: number | null | undefined;
  maxConcurrent?: number | undefined;
  maintenance?: boolean | undefined;
}
/** Normal form of a target (`3000` becomes `http://127.0.0.1:3000`); throws TARGET_INVALID. */
export declare function readTarget(text: string, protocol: AppProtocol): string;
/** 1 to 63 of a-z, 0-9 and -, trimmed and lower-cased; throws APP_NAME_INVALID. */
export declare function readAppName(text: string): string;

/** Housekeeping of the worker; answers how many rows went. */
export declare function sweepHosts(deps: Pick<HostsDeps, "db">): Promise<{
  codes: number;
  events: number;
}>;

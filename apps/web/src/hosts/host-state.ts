import { explainOffline, type OfflineReason } from "@homeport/hosts/reasons";
import type { Light } from "../design/status-dot.tsx";

/** The part of a host from which its state is told. */
export interface HostStateFacts {
  status: "active" | "revoked";
  online: boolean;
  since: Date | null;
  lastSeenAt: Date | null;
  reason: OfflineReason | null;
}

export interface HostState {
  light: Light;
  label: string;
  /** Since when an online host is online, or when an offline one was seen last. */
  at: Date | null;
  /** Why it is down; null while it is online. */
  why: { code: OfflineReason; sentence: string; nextStep: string } | null;
}

/** Says in words what a host's presence means; everything that is down has its reason. */
export function readHostState(host: HostStateFacts): HostState {
  if (host.status === "revoked") {
    return { light: "bad", label: "Revoked", at: host.lastSeenAt, why: explain("REVOKED") };
  }
  if (host.online) {
    return { light: "ok", label: "Online", at: host.since, why: null };
  }
  if (host.reason === "NEVER_CONNECTED" || host.lastSeenAt === null) {
    return {
      light: "idle",
      label: "Never connected",
      at: null,
      why: explain(host.reason ?? "NEVER_CONNECTED"),
    };
  }
  return {
    light: "bad",
    label: "Offline",
    at: host.lastSeenAt,
    why: explain(host.reason ?? "CONNECTION_LOST"),
  };
}

const systems: Record<string, string> = {
  linux: "Linux",
  darwin: "macOS",
  win32: "Windows",
  windows: "Windows",
  freebsd: "FreeBSD",
};

/** "Linux · arm64"; what is not known yet is left out, and null when nothing is. */
export function describeSystem(os: string | null, arch: string | null): string | null {
  const parts = [os === null ? null : (systems[os.toLowerCase()] ?? os), arch];
  const known = parts.filter((part) => part !== null && part !== "");
  return known.length === 0 ? null : known.join(" · ");
}

function explain(code: OfflineReason) {
  return { code, ...explainOffline(code) };
}

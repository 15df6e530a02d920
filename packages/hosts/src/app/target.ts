import { HostsError } from "../errors.ts";

export const appProtocols = ["http", "tcp"] as const;
export type AppProtocol = (typeof appProtocols)[number];

const maxTargetChars = 512;
const schemes: Record<AppProtocol, readonly string[]> = {
  http: ["http:", "https:"],
  tcp: ["tcp:", "tls:"],
};

/**
 * The normal form of a target: what the agent connects to. `3000` and `nas:3000` become an address of the
 * app's protocol; `http://`, `https://`, `tcp://`, `tls://` and `unix:/path` are taken as they are. A target
 * names a place and nothing else, so credentials, paths and queries are refused. Throws TARGET_INVALID.
 */
export function readTarget(text: string, protocol: AppProtocol): string {
  const target = text.trim();
  if (target.length === 0 || target.length > maxTargetChars || hasControl(target)) throw invalid();
  if (target.startsWith("unix:")) return readSocketPath(target);
  if (/^\d{1,5}$/.test(target)) return readAddress(`${protocol}://127.0.0.1:${target}`, protocol);
  const full = target.includes("://") ? target : `${protocol}://${target}`;
  return readAddress(full, protocol);
}

function readSocketPath(target: string): string {
  const path = target.slice("unix:".length);
  // What stands behind a # in a tunnel's OPEN is no part of the target.
  if (!path.startsWith("/") || path.split("/").includes("..") || path.includes("#"))
    throw invalid();
  return target;
}

function readAddress(text: string, protocol: AppProtocol): string {
  const [, given, authority] = /^([a-z]+):\/\/(.+?)\/?$/i.exec(text) ?? [];
  const scheme = `${given?.toLowerCase()}:`;
  if (authority === undefined || !schemes[protocol].includes(scheme)) throw invalid();
  if (/[/?#@\\%]/.test(authority)) throw invalid();
  // Read as an http address: IPv6 in brackets is understood, what is no host name is refused.
  const url = URL.parse(`http://${authority}`);
  if (url === null) throw invalid();
  const port = url.port === "" ? impliedPort(scheme, authority) : Number(url.port);
  if (port === null || port === 0) throw invalid();
  return `${scheme}//${url.hostname}:${port}`;
}

/** An http address drops its port 80, so one that was written is found in the text. */
function impliedPort(scheme: string, authority: string): number | null {
  if (/:0*80$/.test(authority) || scheme === "http:") return 80;
  return scheme === "https:" ? 443 : null;
}

function hasControl(text: string): boolean {
  return /[\p{Cc}\s]/u.test(text);
}

function invalid(): HostsError {
  return new HostsError("TARGET_INVALID");
}

import { headerValues, type RawHeaders } from "../read-request/raw-headers.ts";
import { type Dialect, dialects } from "./dialect.ts";
import { ownFields } from "./own-fields.ts";

/** What a proxy sent, with its own method and target. */
export interface SubRequest {
  readonly method: string;
  /** For Envoy what follows its prefix, byte for byte. */
  readonly target: string;
  readonly rawHeaders: RawHeaders;
}

/** The request that the visitor made. */
export interface OriginalRequest {
  readonly method: string;
  readonly target: string;
  /** The visitor's own, with `Host` as the visitor named it and without what the proxy added. */
  readonly rawHeaders: readonly string[];
  readonly upgrade: boolean;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: a target holds no blank and no control byte.
const blankOrControl = /[\x00-\x20\x7f]/;
const methodName = /^[A-Za-z][A-Za-z-]{0,31}$/;
const protocols = /^(?:https?|wss?)$/;

/**
 * The original request as this dialect tells it; null where a part of it is missing, came twice, or cannot be one.
 * Pure.
 */
export function readOriginal(dialect: Dialect, sub: SubRequest): OriginalRequest | null {
  const values = dialects[dialect].fields.map((name) => onlyValue(sub.rawHeaders, name));
  if (values.some((value) => value === null)) return null;
  const told = tellingOf(dialect, sub, values as readonly string[]);
  if (told === null || !methodName.test(told.method) || blankOrControl.test(told.target))
    return null;
  const { method, target, host } = told;
  const upgrade = told.socket || asksForUpgrade(sub.rawHeaders);
  return { method, target, upgrade, rawHeaders: ["Host", host, ...visitorsFields(sub.rawHeaders)] };
}

interface Telling {
  readonly method: string;
  readonly target: string;
  readonly host: string;
  /** The protocol itself says that a WebSocket is asked for. */
  readonly socket: boolean;
}

function tellingOf(dialect: Dialect, sub: SubRequest, values: readonly string[]): Telling | null {
  const [first = "", second = "", third = "", fourth = ""] = values;
  switch (dialect) {
    case "traefik":
    case "caddy":
    case "haproxy": {
      const known = protocols.test(second) && fourth.startsWith("/");
      const socket = second.startsWith("ws");
      return known ? { method: first, host: third, target: fourth, socket } : null;
    }
    case "nginx": {
      const [, host, target] = /^https?:\/\/([^/?#\\]+)(\/.*)$/s.exec(second) ?? [];
      if (host === undefined || target === undefined) return null;
      return { method: first, host, target, socket: false };
    }
    case "envoy": {
      const host = onlyValue(sub.rawHeaders, "host");
      return host === null ? null : { ...sub, host, socket: false };
    }
  }
}

function onlyValue(rawHeaders: RawHeaders, name: string): string | null {
  const values = headerValues(rawHeaders, name);
  return values.length === 1 && values[0] !== "" ? (values[0] ?? null) : null;
}

/**
 * Proxies take `Upgrade` out, since it belongs to one connection. What a browser says of a WebSocket beside it stays,
 * and no page can make a browser leave it out.
 */
function asksForUpgrade(rawHeaders: RawHeaders): boolean {
  return (
    headerValues(rawHeaders, "upgrade").length > 0 ||
    headerValues(rawHeaders, "sec-websocket-key").length > 0 ||
    headerValues(rawHeaders, "sec-fetch-mode").includes("websocket")
  );
}

function visitorsFields(rawHeaders: RawHeaders): string[] {
  const kept: string[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? "";
    const lower = name.toLowerCase();
    if (lower !== "host" && !ownFields.has(lower)) kept.push(name, rawHeaders[at + 1] ?? "");
  }
  return kept;
}

import { remember } from "@homeport/platform";
import { eachField, type Fields, valuesOf } from "./fields.ts";

/** What the connection itself tells about a visitor, for the `X-Forwarded-*` fields. */
export interface Arrival {
  /** Address of the socket's other end. */
  readonly peerAddress: string;
  /** Whether that end is a proxy whose own `X-Forwarded-*` are believed. */
  readonly peerTrusted: boolean;
  readonly scheme: "http" | "https";
  /** The public host, as the visitor wrote it. */
  readonly host: string;
  readonly port: number;
  readonly requestId: string;
}

/** Set by the relay alone; whatever came under these names is replaced. */
const replaced = new Set([
  "host",
  "content-length",
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-proto",
  "x-forwarded-host",
  "x-forwarded-port",
  "x-forwarded-prefix",
  "x-request-id",
]);

/** Names are compared folded, since many apps read `_` and `-` alike. */
const isReplaced = remember((name) => replaced.has(name.toLowerCase().replace(/[_.]/g, "-")));

/**
 * The fields of a request for the target, without framing: what the gate admitted, in its order, with
 * `Host` as the app wants it and what the connection tells; `prefix` stood before the app's own path. Neither an unknown peer's `X-Forwarded-*` nor
 * anybody's `Forwarded` passes.
 */
export function requestFields(
  admitted: Fields,
  arrival: Arrival,
  hostHeader: string,
  prefix?: string,
): string[] {
  const fields: string[] = ["Host", hostHeader];
  eachField(admitted, (_lowerName, value, name) => {
    if (!isReplaced(name)) fields.push(name, value);
  });
  fields.push("X-Forwarded-For", forwardedFor(admitted, arrival));
  fields.push("X-Forwarded-Proto", trustedValue(admitted, arrival, "proto") ?? arrival.scheme);
  fields.push("X-Forwarded-Host", arrival.host);
  fields.push("X-Forwarded-Port", trustedValue(admitted, arrival, "port") ?? String(arrival.port));
  if (prefix !== undefined) fields.push("X-Forwarded-Prefix", prefix);
  fields.push("X-Request-Id", arrival.requestId);
  return fields;
}

function forwardedFor(admitted: Fields, arrival: Arrival): string {
  if (!arrival.peerTrusted) return arrival.peerAddress;
  return [...valuesOf(admitted, "x-forwarded-for"), arrival.peerAddress].join(", ");
}

function trustedValue(
  admitted: Fields,
  arrival: Arrival,
  what: "proto" | "port",
): string | undefined {
  if (!arrival.peerTrusted) return undefined;
  const sent = valuesOf(admitted, `x-forwarded-${what}`)[0]?.split(",")[0]?.trim();
  const wellFormed = what === "proto" ? /^https?$/ : /^\d{1,5}$/;
  return sent !== undefined && wellFormed.test(sent) ? sent : undefined;
}

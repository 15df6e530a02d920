import { readHostname } from "./hostname.ts";
import { decodeAgain, decodeRawPath, textOfRawPath } from "./percent.ts";
import { headerValues, type RawHeaders } from "./raw-headers.ts";
import { plainReadings, type Reading, readingsOf } from "./readings.ts";
import { splitTarget } from "./target.ts";

/** Longest request target in bytes; longer than any address that people or programs share. */
export const maxTargetBytes = 8192;
export const maxSegments = 256;

/** What the gate knows of a request before it asks any store. */
export interface ReadRequest {
  readonly method: string;
  readonly hostname: string;
  /** The raw path and query, in origin form. */
  readonly path: string;
  readonly query: string;
  /** Every way to understand the path; the first is the raw one. */
  readonly readings: readonly Reading[];
}

export type RequestRefusal = "BAD_PATH" | "BAD_HOST" | "METHOD_REFUSED";

export type RequestReading =
  | { readonly ok: true; readonly request: ReadRequest }
  | { readonly ok: false; readonly code: RequestRefusal };

/** Reads a request as `node:http` parsed it, or says why it is refused. Pure. */
export function readRequest(
  target: string,
  method: string,
  rawHeaders: RawHeaders,
): RequestReading {
  if (method === "CONNECT" || method === "TRACE") return { ok: false, code: "METHOD_REFUSED" };
  const split = target.length > maxTargetBytes ? null : splitTarget(target);
  if (split === null) return { ok: false, code: "BAD_PATH" };
  const hostname = readHost(rawHeaders, split.authority);
  if (hostname === null) return { ok: false, code: "BAD_HOST" };
  const readings = readPath(split.path);
  if (readings === null || !isCleanQuery(split.query)) return { ok: false, code: "BAD_PATH" };
  return {
    ok: true,
    request: { method, hostname, path: split.path, query: split.query, readings },
  };
}

/** Every reading of a raw path; null when it is refused as BAD_PATH. Pure. */
export function readPath(rawPath: string, rounds = 2): readonly Reading[] | null {
  if (rawPath.length > maxTargetBytes) return null;
  if (isPlain(rawPath)) return withinSegments(rawPath) ? plainReadings(rawPath) : null;
  return readPathSlowly(rawPath, rounds);
}

/** As `readPath`, without its shortcut for plain paths. */
export function readPathSlowly(rawPath: string, rounds = 2): readonly Reading[] | null {
  if (rawPath.includes("#")) return null;
  const raw = textOfRawPath(rawPath);
  const once = decodeRawPath(rawPath);
  if (raw === null || once === null) return null;
  const forms = [raw, once];
  for (let round = 2; round <= rounds; round += 1) forms.push(decodeAgain(forms.at(-1) ?? once));
  const read = forms.slice(0, rounds + 1);
  return read.every(isClean) ? readingsOf(read) : null;
}

/**
 * On such a path no decoding and no step changes anything: only unreserved characters, no `//` and no segment
 * that starts with a dot.
 */
function isPlain(path: string): boolean {
  return /^(?:\/(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*)?)+$/.test(path) && !path.includes("//");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control bytes are what is looked for
const controlByte = /[\x00-\x1f\x7f]/;

function isClean(path: string): boolean {
  return !controlByte.test(path) && withinSegments(path);
}

/** The query takes no part in deciding, but goes to the app as it is. */
function isCleanQuery(query: string): boolean {
  return !query.includes("#") && !controlByte.test(query);
}

function withinSegments(path: string): boolean {
  let segments = 0;
  for (let at = 0; at < path.length; at += 1) {
    const unit = path.charCodeAt(at);
    if (unit === 0x2f || unit === 0x5c) segments += 1;
  }
  return segments <= maxSegments;
}

function readHost(rawHeaders: RawHeaders, authority: string | null): string | null {
  const hosts = headerValues(rawHeaders, "host");
  if (hosts.length !== 1) return null;
  const hostname = readHostname(hosts[0] ?? "");
  return authority === null || readHostname(authority) === hostname ? hostname : null;
}

import type { RelayCode } from "../errors.ts";
import { type Fields, valuesOf } from "../transport/fields.ts";

/** What of a parsed request decides whether it can be read in only one way. */
export interface ParsedRequest {
  readonly httpVersion: string;
  readonly method: string;
  readonly target: string;
  readonly rawHeaders: Fields;
}

export interface RequestFault {
  readonly code: RelayCode;
  /** For the log; quotes nothing that the visitor sent. */
  readonly detail: string;
}

const maxFields = 200;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control bytes are what this looks for.
const controlBytes = /[\x00-\x08\x0a-\x1f\x7f]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: a target holds no blank and no control byte.
const blankOrControl = /[\x00-\x20\x7f]/;

/**
 * What `node:http` lets through although two servers could read it differently, or null. The visitor gets
 * the code's answer and the connection is closed, since nobody knows where the next request begins.
 */
export function findRequestFault(request: ParsedRequest): RequestFault | null {
  if (request.rawHeaders.length > maxFields * 2) {
    return { code: "HEAD_TOO_LARGE", detail: "over 200 fields" };
  }
  const detail =
    faultOfVersion(request) ??
    faultOfHost(request) ??
    faultOfTarget(request) ??
    faultOfFields(request);
  return detail === null ? null : { code: "BAD_REQUEST", detail };
}

function faultOfVersion(request: ParsedRequest): string | null {
  const known = request.httpVersion === "1.1" || request.httpVersion === "1.0";
  return known ? null : "not HTTP/1.0 or HTTP/1.1";
}

function faultOfHost(request: ParsedRequest): string | null {
  const hosts = valuesOf(request.rawHeaders, "host");
  if (hosts.length === 0) return "no Host";
  if (hosts.length > 1) return "more than one Host";
  return hosts[0] === "" ? "an empty Host" : null;
}

/** A target of `//x/y` is a path. An absolute one must name the host that `Host` names. */
function faultOfTarget(request: ParsedRequest): string | null {
  const { target } = request;
  if (target.includes("#")) return "a fragment in the target";
  if (blankOrControl.test(target)) return "a control byte in the target";
  if (target.startsWith("/")) return null;
  if (target === "*") return request.method === "OPTIONS" ? null : "a target of * without OPTIONS";
  const authority = /^https?:\/\/([^/?#@\\]+)(?:[/?]|$)/i.exec(target)?.[1];
  if (authority === undefined) return "a target that is neither a path nor an address";
  const host = valuesOf(request.rawHeaders, "host")[0] ?? "";
  return authority.toLowerCase() === host.toLowerCase() ? null : "a target of another host";
}

function faultOfFields(request: ParsedRequest): string | null {
  const { rawHeaders } = request;
  for (let at = 1; at < rawHeaders.length; at += 2) {
    if (controlBytes.test(rawHeaders[at] ?? "")) return "a control byte in a header";
  }
  const codings = valuesOf(rawHeaders, "transfer-encoding");
  if (codings.length > 1) return "Transfer-Encoding is repeated";
  if (codings.length === 1) {
    if (codings[0]?.toLowerCase() !== "chunked") return "a transfer coding other than chunked";
    if (request.httpVersion === "1.0") return "Transfer-Encoding in HTTP/1.0";
  }
  const lengths = valuesOf(rawHeaders, "content-length");
  if (lengths.length > 1) return "Content-Length is repeated";
  if (lengths.length === 1 && !/^\d{1,15}$/.test(lengths[0] ?? ""))
    return "Content-Length is no number";
  return lengths.length > 0 && codings.length > 0
    ? "Content-Length beside Transfer-Encoding"
    : null;
}

/** The target as the app gets it: an absolute one in origin form. */
export function originForm(target: string): string {
  if (target.startsWith("/") || target === "*") return target;
  const rest = target.replace(/^https?:\/\/[^/?]*/i, "");
  return rest.startsWith("/") ? rest : `/${rest}`;
}

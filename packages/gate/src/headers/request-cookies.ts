import { headerValues, type RawHeaders } from "../read-request/raw-headers.ts";
import { isHomeportCookie } from "./homeport-cookie.ts";

const maxCandidates = 5;

/**
 * The values of the cookies with this name, at most five: a sibling app may have planted more beside the real
 * one, and only the caller can tell which is genuine.
 */
export function cookieValues(rawHeaders: RawHeaders, name: string): string[] {
  const values: string[] = [];
  for (const header of headerValues(rawHeaders, "cookie")) {
    for (const pair of header.split(";")) {
      const at = pair.indexOf("=");
      if (at >= 0 && pair.slice(0, at).trim() === name) values.push(pair.slice(at + 1).trim());
    }
  }
  return values.slice(0, maxCandidates);
}

/**
 * A Cookie value without Homeport's cookies; every other byte stays. Null when nothing is left, so that the
 * header goes.
 */
export function withoutHomeportCookies(value: string): string | null {
  if (!value.includes("homeport")) return value;
  const pairs = value.split(";");
  const kept = pairs.filter((pair) => !isHomeportCookie(nameOf(pair)));
  if (kept.length === pairs.length) return value;
  const rest = kept.join(";");
  // The space after a removed first pair belonged to the separator.
  const joined = isHomeportCookie(nameOf(pairs[0] ?? "")) ? rest.trimStart() : rest;
  return joined.trim() === "" ? null : joined;
}

function nameOf(pair: string): string {
  const at = pair.indexOf("=");
  return (at < 0 ? pair : pair.slice(0, at)).trim();
}

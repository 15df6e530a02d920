import type { RawHeaders } from "../read-request/raw-headers.ts";
import { foldHeaderName } from "./fold.ts";
import { isHomeportCookie } from "./homeport-cookie.ts";

export interface FilteredAnswer {
  readonly rawHeaders: readonly string[];
  /** How many `Set-Cookie` fields were taken out. */
  readonly droppedCookies: number;
}

/**
 * An app's answer without `X-Homeport-*`, and without cookies that use one of Homeport's names or that would
 * reach other apps: their `Domain` is the apps host or a parent of it. Everything else stays as sent. Pure.
 */
export function filterAnswer(rawHeaders: RawHeaders, appsHost: string): FilteredAnswer {
  const kept: string[] = [];
  let droppedCookies = 0;
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? "";
    const value = rawHeaders[at + 1] ?? "";
    const folded = foldHeaderName(name);
    if (folded.startsWith("x-homeport-")) continue;
    if (folded === "set-cookie" && !mayAppSet(value, appsHost)) droppedCookies += 1;
    else kept.push(name, value);
  }
  return { rawHeaders: kept, droppedCookies };
}

/** Whether an app may set this cookie. */
export function mayAppSet(setCookie: string, appsHost: string): boolean {
  const [pair = "", ...attributes] = setCookie.split(";");
  return !isHomeportCookie(sentName(pair)) && !attributes.some((one) => reaches(one, appsHost));
}

/**
 * The name under which a browser would send the cookie back: it sends a nameless one as its bare value, so
 * `=homeport_app=x` comes back as `homeport_app=x`.
 */
function sentName(pair: string): string {
  const sent = pair.replace(/^[\s=]+/, "");
  return (sent.split("=", 1)[0] ?? "").trim();
}

function reaches(attribute: string, appsHost: string): boolean {
  const match = /^\s*domain\s*=(.*)$/i.exec(attribute);
  if (match === null) return false;
  const domain = (match[1] ?? "").trim().toLowerCase().replace(/^\./, "").replace(/\.$/, "");
  return domain !== "" && (appsHost === domain || appsHost.endsWith(`.${domain}`));
}

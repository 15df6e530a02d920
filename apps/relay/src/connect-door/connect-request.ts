import { webSocketSubprotocol } from "@homeport/tunnel";
import type { RelayCode } from "../errors.ts";
import { isNavigation } from "../path-door/is-navigation.ts";
import { type Fields, listMembers, valuesOf } from "../transport/fields.ts";

/** A request at the door of TCP apps. The token is taken from `Authorization` and from nowhere else. */
export type ConnectRequest =
  | { readonly kind: "open"; readonly appId: string; readonly token: string | null }
  | { readonly kind: "refuse"; readonly code: RelayCode; readonly detail: string };

export interface AskedConnect {
  readonly method: string;
  readonly target: string;
  readonly rawHeaders: Fields;
  readonly upgrade: boolean;
}

/** Whether a target is this door's business. */
export function isConnectTarget(target: string): boolean {
  return target.startsWith("/connect/");
}

/** Reads what a client asks for before anything is decided. Pure. */
export function readConnectRequest(asked: AskedConnect): ConnectRequest {
  const { target, rawHeaders } = asked;
  if (isFromBrowser(asked)) return refuse("BROWSER_REFUSED", "a browser at the door");
  // A query is where somebody would put a token.
  if (target.includes("?")) return refuse("BAD_REQUEST", "a query at the door");
  const appId = /^\/connect\/([^/]+)$/.exec(target)?.[1];
  if (appId === undefined) return refuse("NOT_FOUND", "no app is named");
  if (!asked.upgrade) return refuse("UPGRADE_REQUIRED", "no upgrade");
  if (!listMembers(valuesOf(rawHeaders, "upgrade")).includes("websocket")) {
    return refuse("BAD_REQUEST", "an unknown protocol");
  }
  const offered = listMembers(valuesOf(rawHeaders, "sec-websocket-protocol"));
  if (!offered.includes(webSocketSubprotocol)) {
    return refuse("BAD_REQUEST", "an unknown subprotocol");
  }
  const authorizations = valuesOf(rawHeaders, "authorization");
  if (authorizations.length > 1) return refuse("BAD_REQUEST", "a credential is repeated");
  const token = /^bearer +(\S+)\s*$/i.exec(authorizations[0] ?? "")?.[1] ?? null;
  return { kind: "open", appId, token };
}

/** A script in a browser says where it runs; to an app without a gate it would be let in by anybody's page. */
function isFromBrowser(asked: AskedConnect): boolean {
  const says = (name: string) => valuesOf(asked.rawHeaders, name).length > 0;
  return says("origin") || says("sec-fetch-mode") || isNavigation(asked);
}

function refuse(code: RelayCode, detail: string): ConnectRequest {
  return { kind: "refuse", code, detail };
}

import type { IncomingMessage } from "node:http";
import { isTrustedProxy, newId, type TrustedProxies } from "@homeport/platform";

const wellFormed = /^[A-Za-z0-9_-]{8,64}$/;

/** The id of a request: the one that a trusted proxy sent, else a new one. */
export function requestIdOf(request: IncomingMessage, trusted: TrustedProxies): string {
  const sent = request.headers["x-request-id"];
  const peer = request.socket.remoteAddress ?? "";
  return typeof sent === "string" && wellFormed.test(sent) && isTrustedProxy(peer, trusted)
    ? sent
    : newId();
}

import type { IncomingMessage } from "node:http";
import { TLSSocket } from "node:tls";
import { clientAddress, type TrustedProxies } from "@homeport/platform";
import type { Arrival } from "../transport/request-fields.ts";
import type { RequestFraming } from "../transport/request-head.ts";
import type { Connection } from "./connections.ts";
import { chooseRequestId } from "./request-id.ts";

/** What the connection tells of a request, before anything of the request is believed. */
export function readArrival(request: IncomingMessage, connection: Connection): Arrival {
  const { peerAddress, peerTrusted } = connection;
  const sentId = request.headers["x-request-id"];
  return {
    peerAddress,
    peerTrusted,
    scheme: request.socket instanceof TLSSocket ? "https" : "http",
    host: request.headers.host ?? "",
    port: request.socket.localPort ?? 0,
    requestId: chooseRequestId(typeof sentId === "string" ? sentId : undefined, peerTrusted),
  };
}

/** The visitor's own address: the peer's, unless that is a trusted proxy which names another. */
export function visitorAddress(
  request: IncomingMessage,
  arrival: Arrival,
  trusted: TrustedProxies,
): string | null {
  const proxied = arrival.peerTrusted && request.headers["x-forwarded-for"] !== undefined;
  if (proxied) return clientAddress(request, trusted);
  return arrival.peerAddress === "" ? null : arrival.peerAddress;
}

/** How the parser found the body framed; the request was checked to be framed in one way only. */
export function readFraming(request: IncomingMessage): RequestFraming {
  if (request.headers["transfer-encoding"] !== undefined) return { kind: "chunked" };
  const length = request.headers["content-length"];
  return length === undefined ? { kind: "none" } : { kind: "length", bytes: Number(length) };
}

/** The host of a `Host` field as addresses are compared: lower case, without port and final dot. */
export function bareHost(host: string): string {
  return host.toLowerCase().replace(/:\d*$/, "").replace(/\.$/, "");
}

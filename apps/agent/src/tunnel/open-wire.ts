import { type IncomingHttpHeaders, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { Socket } from "node:net";
import {
  maxMessageBytes,
  rawUpgradeToken,
  rawWire,
  type Wire,
  webSocketSubprotocol,
  webSocketWire,
} from "@homeport/tunnel";
import { WebSocket } from "ws";

export type WireChoice = "websocket" | "raw";

interface WireRequest {
  readonly relayUrl: URL;
  readonly hostId: string;
  /** Relays that are to refuse this dial when they know another. */
  readonly avoid: readonly string[];
  readonly signal: AbortSignal;
}

function doorHeaders({ hostId, avoid }: WireRequest): Record<string, string> {
  return {
    "homeport-host": hostId,
    ...(avoid.length === 0 ? {} : { "homeport-avoid": avoid.join(", ") }),
  };
}

/** Opens the carrier of a tunnel: `GET /tunnel` with the host's id and nothing secret. */
export function openWire(choice: WireChoice, request: WireRequest): Promise<Wire> {
  return choice === "raw" ? openRaw(request) : openWebSocket(request);
}

/** A relay that answered the dial with something other than an upgrade. */
export class UpgradeRefused extends Error {
  readonly status: number;
  /** The relay's own code, such as `SIGN_IN_REQUIRED`; empty when it named none. */
  readonly code: string;
  readonly retryAfterMs: number | undefined;

  constructor(status: number, headers: IncomingHttpHeaders) {
    const code = String(headers["x-homeport-error"] ?? "").slice(0, 64);
    super(`the relay answered ${status}${code === "" ? "" : ` ${code}`}`);
    this.name = "UpgradeRefused";
    this.status = status;
    this.code = code;
    const retryAfter = headers["retry-after"];
    const seconds = Number(retryAfter);
    this.retryAfterMs = seconds > 0 ? Math.min(seconds, 300) * 1_000 : undefined;
  }
}

function openWebSocket(wanted: WireRequest): Promise<Wire> {
  const url = new URL("/tunnel", wanted.relayUrl);
  return openWebSocketAt(url, doorHeaders(wanted), wanted.signal);
}

/** A carrier over a WebSocket at an `http:` or `https:` address. Rejects with UpgradeRefused or the system's error. */
export function openWebSocketAt(
  address: URL,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<Wire> {
  // An abort that was before tells nobody any more, and what is opened here would never end.
  if (signal.aborted) return Promise.reject(signal.reason);
  const url = new URL(address);
  url.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, [webSocketSubprotocol], {
      headers,
      perMessageDeflate: false,
      maxPayload: maxMessageBytes,
      followRedirects: false,
    });
    const giveUp = () => socket.terminate();
    let carrier: Socket | undefined;
    socket.once("upgrade", (response) => {
      carrier = response.socket;
    });
    signal.addEventListener("abort", giveUp, { once: true });
    socket.once("error", reject);
    socket.once("unexpected-response", (_request, response) => {
      reject(new UpgradeRefused(response.statusCode ?? 0, response.headers));
      response.resume();
      socket.terminate();
    });
    socket.once("open", () => {
      signal.removeEventListener("abort", giveUp);
      socket.off("error", reject);
      resolve(webSocketWire(socket, carrier));
    });
  });
}

function openRaw(wanted: WireRequest): Promise<Wire> {
  const { relayUrl, signal } = wanted;
  const url = new URL("/tunnel", relayUrl);
  const request = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const outgoing = request(url, {
      agent: false,
      signal,
      headers: { connection: "upgrade", upgrade: rawUpgradeToken, ...doorHeaders(wanted) },
    });
    outgoing.once("error", reject);
    outgoing.once("response", (response) => {
      reject(new UpgradeRefused(response.statusCode ?? 0, response.headers));
      outgoing.destroy();
    });
    outgoing.once("upgrade", (_response, socket: Socket, head) => {
      outgoing.off("error", reject);
      socket.setNoDelay(true);
      // Bytes of the relay's HELLO may have come with its 101.
      if (head.length > 0) socket.unshift(head);
      resolve(rawWire(socket));
    });
    outgoing.end();
  });
}

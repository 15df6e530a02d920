import { request as requestHttp } from "node:http";
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
  readonly retryAfterMs: number | undefined;

  constructor(status: number, retryAfter: string | undefined) {
    super(`the relay answered ${status}`);
    this.name = "UpgradeRefused";
    this.status = status;
    const seconds = Number(retryAfter);
    this.retryAfterMs = seconds > 0 ? Math.min(seconds, 300) * 1_000 : undefined;
  }
}

function openWebSocket(wanted: WireRequest): Promise<Wire> {
  const { relayUrl, signal } = wanted;
  const url = new URL("/tunnel", relayUrl);
  url.protocol = relayUrl.protocol === "https:" ? "wss:" : "ws:";
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, [webSocketSubprotocol], {
      headers: doorHeaders(wanted),
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
      reject(new UpgradeRefused(response.statusCode ?? 0, response.headers["retry-after"]));
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
      reject(new UpgradeRefused(response.statusCode ?? 0, response.headers["retry-after"]));
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

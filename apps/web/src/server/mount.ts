import type { IncomingMessage, ServerResponse } from "node:http";

/** What the server found out about one request before it hands it on. */
export interface RequestPeer {
  /** The client's address after trusted proxies; null when unknown. */
  address: string | null;
  requestId: string;
  nonce: string;
}

/** Answers the requests of one route. What it throws is answered by the server. */
export type Mount = (
  request: IncomingMessage,
  response: ServerResponse,
  peer: RequestPeer,
) => Promise<void>;

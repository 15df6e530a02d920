import type { IncomingMessage } from "node:http";
import type { TrustedProxies } from "@homeport/platform";
import { visitorAddress } from "../listen/arrival.ts";
import type { Arrival } from "../transport/request-fields.ts";

/** Where an agent dials from. */
export interface Source {
  readonly address: string | null;
  /**
   * It is a balancer of ours that passes connections on unread and so names nobody: all agents may be behind it,
   * and what one of them does is not held against the others.
   */
  readonly isShared: boolean;
}

export function readSource(
  request: IncomingMessage,
  arrival: Arrival,
  trusted: TrustedProxies,
): Source {
  const isNamed = request.headers["x-forwarded-for"] !== undefined;
  const address = visitorAddress(request, arrival, trusted);
  return { address, isShared: arrival.peerTrusted && !isNamed };
}

import { rawUpgradeToken, webSocketSubprotocol } from "@homeport/tunnel";
import type { RelayCode } from "../errors.ts";
import { type Fields, listMembers, valuesOf } from "../transport/fields.ts";

/** An upgrade at the agents' door. Nothing that could carry a user's token is read. */
export type DoorRequest =
  | {
      readonly kind: "open";
      readonly wire: "websocket" | "raw";
      readonly hostId: string;
      /** Relays at which the host has a tunnel already, in lower case. */
      readonly avoid: readonly string[];
    }
  | { readonly kind: "refuse"; readonly code: RelayCode; readonly detail: string };

const hostIdForm = /^[A-Za-z0-9_-]{1,64}$/;

/** Reads what an agent asks for before anything is upgraded. Pure. */
export function readDoorRequest(input: {
  readonly method: string;
  readonly target: string;
  readonly rawHeaders: Fields;
}): DoorRequest {
  const refuse = (detail: string): DoorRequest => ({ kind: "refuse", code: "BAD_REQUEST", detail });
  if (input.method !== "GET") return refuse("not a GET");
  // A query is where somebody would put a token.
  if (input.target !== "/tunnel") return refuse("a query at the door");
  const hostIds = valuesOf(input.rawHeaders, "homeport-host");
  const hostId = hostIds[0] ?? "";
  if (hostIds.length !== 1 || !hostIdForm.test(hostId)) return refuse("no Homeport-Host");
  const avoid = listMembers(valuesOf(input.rawHeaders, "homeport-avoid"));
  const protocols = listMembers(valuesOf(input.rawHeaders, "upgrade"));
  if (protocols.includes(rawUpgradeToken)) return { kind: "open", wire: "raw", hostId, avoid };
  if (!protocols.includes("websocket")) return refuse("an unknown protocol");
  const offered = listMembers(valuesOf(input.rawHeaders, "sec-websocket-protocol"));
  if (!offered.includes(webSocketSubprotocol)) return refuse("an unknown subprotocol");
  return { kind: "open", wire: "websocket", hostId, avoid };
}

import type { MuxStream, OpenRefusal, StreamEvents } from "@homeport/tunnel";
import { RelayError } from "../errors.ts";
import { errorOfRefusal } from "../transport/stream-errors.ts";
import type { LiveTunnel } from "../tunnels/live-tunnel.ts";
import type { TunnelRegistry } from "../tunnels/registry.ts";
import type { OpenedStream, StreamRequest } from "./carrier.ts";

/**
 * Opens a stream on the best of a host's tunnels that takes one. Throws HOST_OFFLINE when the host has no
 * tunnel here, which is an answer like any other; else the refusal of the last one tried.
 */
export function openStream(
  registry: Pick<TunnelRegistry, "openable">,
  hostId: string,
  request: StreamRequest,
  events: StreamEvents,
): OpenedStream {
  let refusal: OpenRefusal | null = null;
  for (const tunnel of registry.openable(hostId)) {
    const opened = tunnel.mux.open({ ...request, hops: 0, hostId: "" }, events);
    if (typeof opened !== "string") return begun(opened, tunnel);
    refusal = opened;
  }
  throw refusal === null ? new RelayError("HOST_OFFLINE") : errorOfRefusal(refusal);
}

function begun(stream: MuxStream, tunnel: LiveTunnel): OpenedStream {
  tunnel.pendingRequests += 1;
  return {
    stream,
    onClosed: () => {
      tunnel.pendingRequests -= 1;
    },
  };
}

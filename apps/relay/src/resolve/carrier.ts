import type { Mux, MuxStream, OpenRequest, StreamEvents } from "@homeport/tunnel";
import type { CarriedBy, StreamLabel } from "../events.ts";

/** What the opener of a visitor's stream says of it. */
export type StreamRequest = Omit<OpenRequest, "creditBytes" | "hops" | "hostId" | "kind"> & {
  readonly kind: StreamLabel;
};

export interface OpenedStream {
  readonly stream: MuxStream;
  /** To be called once, when the stream has ended. */
  readonly onClosed: () => void;
}

/** Where a request's stream is opened. */
export interface Carrier {
  readonly path: Exclude<CarriedBy, "replay">;
  /** The relay whose tunnel it is. */
  readonly relayId: string;
  /** The tunnel or link on which `open` tries first; null when there is none. */
  first(): Mux | null;
  /** Throws RelayError when none can be opened; nothing was sent then. */
  open(request: StreamRequest, events: StreamEvents): OpenedStream;
}

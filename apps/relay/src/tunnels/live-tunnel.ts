import type { Mux, WireKind } from "@homeport/tunnel";

/** What tells one tunnel from every other, and which of two is the newer. */
export interface TunnelPlace {
  readonly hostId: string;
  /** The epoch at which the agent process began. */
  readonly run: number;
  /** Rises with every attempt of a host, and is never used twice. */
  readonly epoch: number;
  readonly slot: number;
}

/** A tunnel whose agent was welcomed. */
export interface LiveTunnel extends TunnelPlace {
  readonly organizationId: string;
  readonly machineId: string;
  readonly machineName: string;
  /** The key that proved this tunnel: it ends when that key does. */
  readonly provenBy: Buffer;
  readonly wire: WireKind;
  readonly agentVersion: string;
  readonly connectedAtMs: number;
  readonly mux: Mux;
  /** `retired` once a newer tunnel took its place: open streams go on, nothing new is opened on it. */
  state: "live" | "retired";
  /** Visitors' streams that are open. */
  pendingRequests: number;
}

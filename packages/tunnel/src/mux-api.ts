import type { Clock } from "@homeport/platform";
import type { Budget } from "./budget.ts";
import type { MuxLimits } from "./limits.ts";
import type { OpenRequest } from "./open.ts";
import type { MuxStream, StreamEvents } from "./stream-api.ts";
import type { Wheel } from "./wheel.ts";
import type { Wire, WireKind } from "./wire/wire.ts";

/** Streams opened by a relay have odd ids, by an agent even ones. */
export type MuxRole = "relay" | "agent";

/** What one side said of itself in its HELLO. */
export interface MuxTerms {
  /** Bytes that may flow towards this side on a stream which the other side opens. */
  creditBytes: number;
  /** Streams that the other side may hold open at once. */
  maxStreams: number;
}

export interface GoAway {
  code: number;
  highestStreamId: number;
  graceMs: number;
  text: string;
}

/** How the tunnel ended. `code` is a close code, whoever said it; null when the carrier just broke. */
export interface MuxEnd {
  code: number | null;
  by: "local" | "peer" | "wire";
  text: string;
}

export interface MuxHandlers {
  /** A stream opened by the other side. Call `listen` in here or later; input waits under credit. */
  onOpen(stream: MuxStream): void;
  /** The other side opens nothing more and takes nothing new; open streams go on. */
  onGoAway?(goAway: GoAway): void;
  /** Two intervals passed without a byte while streams wait. Called once each time it comes to that. */
  onSuspect?(silentMs: number): void;
  /** No stream id is left here; the tunnel is to be replaced. Called once. */
  onExhausted?(): void;
  /** The tunnel is over and every stream has been told. Called once, last. */
  onClose(end: MuxEnd): void;
}

/** Why nothing was opened. Nothing was sent. */
export type OpenRefusal =
  | "closed"
  | "going-away"
  | "too-many-streams"
  | "over-budget"
  | "ids-exhausted";

export interface MuxOptions {
  role: MuxRole;
  /** Behind its handshake; held until this call attaches. */
  wire: Wire;
  clock: Pick<Clock, "monotonicMs">;
  /** One a process: liveness hangs on it. */
  wheel: Wheel;
  /** One a process: the sum of all receive windows. */
  budget: Budget;
  local: MuxTerms;
  peer: MuxTerms;
  handlers: MuxHandlers;
  limits?: Partial<MuxLimits>;
}

/** What a tunnel list shows. */
export interface MuxStatus {
  activeStreams: number;
  /** Ms since the last byte of any kind arrived. */
  silentMs: number;
  /** Least of the last ten PINGs; null before the first answer. */
  rttMs: number | null;
  bytesIn: number;
  bytesOut: number;
  /** Receive windows granted to the other side. */
  windowBytes: number;
  state: "live" | "suspect" | "draining" | "closed";
}

export interface Mux {
  readonly role: MuxRole;
  readonly wireKind: WireKind;
  readonly activeStreams: number;
  readonly closed: boolean;
  /** No new stream can be opened from here: the other side said GOAWAY, or the tunnel is over. */
  readonly draining: boolean;
  /** Two intervals without a byte while streams wait: prefer another tunnel. */
  readonly suspect: boolean;
  status(): MuxStatus;
  /** Opens a stream; its first bytes may follow at once. `request.creditBytes` is set by the mux. */
  open(request: Omit<OpenRequest, "creditBytes">, events: StreamEvents): MuxStream | OpenRefusal;
  /** Asks the other side to open nothing more; streams that are open go on. */
  goAway(code: number, graceMs: number, text: string): void;
  /** Sends a PING now; its answer updates the round trip and proves that the peer lives. */
  ping(onPong?: (rttMs: number) => void): void;
  /** GOAWAY with this code, then the end of the carrier once that is sent. Streams are lost. */
  close(code: number, text: string): void;
  /** Ends the carrier now, with nothing said. */
  destroy(code: number, text: string): void;
}

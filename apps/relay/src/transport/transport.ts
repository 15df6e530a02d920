import type { IncomingMessage } from "node:http";
import type { Mux, MuxStream, StreamEnd, StreamEvents } from "@homeport/tunnel";
import type { SecondTryReason } from "../events.ts";
import type { RequestHead } from "./request-head.ts";
import type { UpgradeVisitor, Visitor } from "./visitor.ts";

/** One admitted request on its way to a target. */
export interface CarriedRequest<V extends Visitor> {
  readonly head: RequestHead;
  /** The parsed request; its body has not been read. */
  readonly body: IncomingMessage;
  readonly visitor: V;
  readonly limits: CarryLimits;
  /** Opens the stream on the chosen carrier. Throws RelayError when none can be opened. */
  readonly open: (events: StreamEvents) => MuxStream;
  /**
   * Which requests may follow this one on its stream, as `open` would go now; null when none may. A transport
   * that opens a stream for each request does not ask.
   */
  readonly lane: () => LanePlace | null;
  /** Once for each stream that carries this request after others, in place of `open`. */
  readonly onStreamReused: () => void;
  /**
   * Chooses where `open` goes the second time. Rejects with the RelayError that the visitor is to see, when
   * there is nowhere to go.
   */
  readonly chooseAgain: (reason: SecondTryReason) => Promise<void>;
  /**
   * Has a target started that takes no connection, and waits for it when the request can be repeated. Rejects with the
   * RelayError that the visitor is to see, always when it cannot. Null where nobody could start the target.
   */
  readonly revive: ((canRepeat: boolean) => Promise<void>) | null;
  /** Once, when a stream that was opened has ended. */
  readonly onStreamClosed: (end: StreamEnd) => void;
}

/** Requests with the same key over the same tunnel or link are for one app, and may share streams. */
export interface LanePlace {
  readonly mux: Mux;
  readonly key: string;
}

export interface CarryLimits {
  /** From the last byte of the request to the head of the answer. */
  readonly answerHeadMs: number;
  readonly maxRequestBytes: number | null;
}

/** A request that is being carried. */
export interface Exchange {
  /** Bytes of the request's body so far. */
  readonly bytesIn: number;
  /** The visitor is gone, or may no longer be served: the target learns it at once. */
  abandon(): void;
}

/** How requests reach a target through a stream. Neither method throws. */
export interface Transport {
  request(carried: CarriedRequest<Visitor>): Exchange;
  upgrade(carried: CarriedRequest<UpgradeVisitor>): Exchange;
}

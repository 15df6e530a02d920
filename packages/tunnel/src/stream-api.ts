import type { OpenRequest } from "./open.ts";

/** How a stream ended. Every stream ends in exactly one of these, and its owner is told once. */
export type StreamEnd =
  /** Both directions ended. */
  | { kind: "ended" }
  /** The exchange is complete; the agent may keep the target's connection. */
  | { kind: "released" }
  | {
      kind: "reset";
      by: "local" | "peer";
      code: number;
      /** From a peer: bytes of ours that it had written to its target, modulo 2³². */
      deliveredBytes: number;
      /** What a peer said beside the code; absent from most. */
      note?: string;
    }
  /** The tunnel went away under the stream; `code` is its close code, null when it just broke. */
  | { kind: "lost"; code: number | null };

/** What the owner of a stream is told. No call follows `onClose`. */
export interface StreamEvents {
  /** The other end has connected its target. Only the opener is told. */
  onOpened?(): void;
  /** Bytes to pass on; `consumed` gives their credit back. The buffer may be kept, not changed. */
  onData(bytes: Buffer): void;
  /** The other end sends no more; this direction may go on. */
  onEnd(): void;
  /** Once for each `write` that answered false, when the stream takes bytes again. */
  onDrain?(): void;
  /** Always last and exactly once, also when the end was asked for here. */
  onClose(end: StreamEnd): void;
}

/** One flow of bytes inside a tunnel. */
export interface MuxStream {
  readonly id: number;
  readonly request: OpenRequest;
  /** False for streams that the other end opened. */
  readonly openedHere: boolean;
  readonly closed: boolean;
  /** Bytes that wait in this stream for credit or for the wire. */
  readonly queuedBytes: number;
  /** Payload bytes that left the stream for the wire. */
  readonly sentBytes: number;
  /** Payload bytes that arrived. */
  readonly receivedBytes: number;
  /** False as long as not one byte of this stream, OPEN included, was handed to the carrier. */
  readonly flushed: boolean;
  /** Bytes of this stream written to the target here so far; carried by RST. */
  readonly deliveredBytes: number;

  /** Names the receiver of events. What arrived before it is delivered inside this call. */
  listen(events: StreamEvents): void;
  /** Tells the opener that the target is connected. Only for streams opened by the other end. */
  accept(): void;
  /**
   * Takes `bytes` always; they must not be changed afterwards. False asks the caller to wait for
   * `onDrain`. Bytes written after `end`, or to a closed stream, are dropped.
   */
  write(bytes: Buffer): boolean;
  /** Ends this direction, after `last` when it is given. The other direction goes on. */
  end(last?: Buffer): void;
  /**
   * Ends both directions at once; unsent bytes are dropped. `note` goes with the code, for a peer that can read it;
   * one over 1,024 bytes is left out.
   */
  reset(code: number, note?: string): void;
  /** Relay only: the exchange is complete, the stream is over when what waits has been sent. */
  release(): void;
  /** The consumer has taken these bytes for good; their credit goes back to the sender. */
  consumed(byteCount: number): void;
  /** These bytes were written to the target: a request with any of them may not be sent again. */
  markDelivered(byteCount: number): void;
}

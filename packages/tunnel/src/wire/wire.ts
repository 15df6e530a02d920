export type WireKind = "memory" | "websocket" | "raw";

/** How the carrier ended: `code` is the close code it carried itself, where it can carry one. */
export interface WireEnd {
  code: number | null;
  text: string;
}

export interface WireSink {
  /** Bytes as they arrived, cut anywhere. The receiver may keep the buffer. */
  onBytes(bytes: Buffer): void;
  /** Bytes handed over earlier have left; `queuedBytes` has fallen. */
  onFlushed(): void;
  /** The carrier is gone. Called once. */
  onClosed(end: WireEnd): void;
}

/**
 * One ordered byte stream each way. A wire keeps no protocol state: it carries, counts what it has
 * not carried yet, and ends.
 *
 * A wire is *held* until a sink is attached and again after `detach`: input waits inside it and the
 * carrier is paused, so nothing is lost while a tunnel is handed from handshake to mux.
 */
export interface Wire {
  readonly kind: WireKind;
  /** Bytes handed to the carrier that it has not confirmed. */
  readonly queuedBytes: number;
  /** Differs from its last value whenever bytes have left, also in the middle of a large flush. */
  sentMark(): number;
  /** What was held is delivered once the caller has returned, never inside this call. */
  attach(sink: WireSink): void;
  /** Holds again; `unread` is delivered first after the next `attach`. */
  detach(unread: Buffer): void;
  /** Hands the parts over in order. They must not change until they are flushed. */
  write(parts: readonly Buffer[], byteCount: number): void;
  /** Sends what is queued, then ends with this code where the carrier knows codes. */
  close(code: number, text: string): void;
  /** Ends now; what is queued is lost. */
  destroy(): void;
}

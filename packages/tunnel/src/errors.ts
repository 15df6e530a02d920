import { type ErrorOptionsFor, type ErrorTable, HomeportError } from "@homeport/platform";

export const tunnelErrors = {
  HANDSHAKE_FAILED: {
    owner: "upstream",
    status: 502,
    retryable: true,
    message: "The tunnel could not be opened.",
  },
  STREAM_RESET: {
    owner: "upstream",
    status: 502,
    retryable: false,
    message: "The other end of the tunnel ended this stream.",
  },
  TUNNEL_LOST: {
    owner: "upstream",
    status: 502,
    retryable: false,
    message: "The tunnel was lost while it was in use.",
  },
} as const satisfies ErrorTable;

export type TunnelErrorCode = keyof typeof tunnelErrors;

export class TunnelError extends HomeportError<TunnelErrorCode> {
  constructor(code: TunnelErrorCode, options: ErrorOptionsFor = {}) {
    super(tunnelErrors, code, options);
  }
}

/** A handshake that did not end in WELCOME. */
export class HandshakeError extends TunnelError {
  /** The close code that was sent or received; null when the connection just ended. */
  readonly closeCode: number | null;
  /** Whose decision it was. */
  readonly by: "local" | "peer";
  /** How long the peer asks to wait; 0 when it names no time. */
  readonly graceMs: number;

  constructor(end: {
    closeCode: number | null;
    by: "local" | "peer";
    text: string;
    graceMs?: number;
  }) {
    super("HANDSHAKE_FAILED", { detail: end.text });
    this.closeCode = end.closeCode;
    this.by = end.by;
    this.graceMs = end.graceMs ?? 0;
  }
}

/** What a Duplex over a stream is destroyed with. */
export class StreamError extends TunnelError {
  /** The RST code; null when the tunnel itself was lost. */
  readonly rstCode: number | null;
  /** Bytes of this stream that the other end had written to its target. */
  readonly deliveredBytes: number;

  constructor(rstCode: number | null, deliveredBytes: number) {
    super(rstCode === null ? "TUNNEL_LOST" : "STREAM_RESET", { detail: `rst ${rstCode}` });
    this.rstCode = rstCode;
    this.deliveredBytes = deliveredBytes;
  }
}

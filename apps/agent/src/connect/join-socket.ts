import type { Socket } from "node:net";
import { type Mux, type OpenRefusal, rstCodes } from "@homeport/tunnel";

/** What becomes of one local connection; one of the two is told, once. */
export interface JoinOutcome {
  opened(): void;
  /** The app was not reached; `code` is the reason of the stream's end, null when the relay was lost. */
  failed(code: number | null): void;
}

/**
 * Joins a local connection to a stream of its own. An end of one side is an end of the other's reading only; a
 * reset, or a lost relay, resets the local connection, so that nobody takes what was sent for complete. Answers why
 * no stream could be opened; the connection is then untouched.
 */
export function joinSocket(
  socket: Socket,
  mux: Mux,
  appId: string,
  outcome: JoinOutcome,
): OpenRefusal | null {
  const bare = { hops: 0, hostId: "", target: "", visitorAddress: "", requestId: "" };
  let heldBytes = 0;
  let opened = false;
  const stream = mux.open(
    { kind: "tcp", appId, ...bare },
    {
      onOpened() {
        opened = true;
        outcome.opened();
      },
      onData(bytes) {
        if (socket.write(bytes)) giveBack(bytes.length);
        else heldBytes += bytes.length;
      },
      onEnd: () => void socket.end(),
      onDrain: () => void socket.resume(),
      onClose(end) {
        if (end.kind !== "ended") socket.resetAndDestroy();
        if (opened || (end.kind === "reset" && end.by === "local")) return;
        outcome.failed(end.kind === "reset" ? end.code : null);
      },
    },
  );
  if (typeof stream === "string") return stream;

  function giveBack(byteCount: number): void {
    if (typeof stream !== "string") stream.consumed(byteCount);
  }

  socket.on("data", (bytes) => {
    if (!stream.write(bytes)) socket.pause();
  });
  socket.on("end", () => stream.end());
  socket.on("drain", () => {
    const taken = heldBytes;
    heldBytes = 0;
    giveBack(taken);
  });
  socket.on("close", () => {
    if (!stream.closed) stream.reset(rstCodes.CANCELLED);
  });
  return null;
}

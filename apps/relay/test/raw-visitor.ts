import { connect, type Socket } from "node:net";
import { waitFor } from "@homeport/testkit";

/** A visitor that writes what it likes and sees every byte and every end. */
export interface RawVisitor extends AsyncDisposable {
  readonly socket: Socket;
  /** Everything that arrived so far, as latin1. */
  readonly received: string;
  readonly ended: boolean;
  /** The connection was reset, not ended. */
  readonly reset: boolean;
  write(text: string | Buffer): void;
  /** Resolves with what has arrived once it matches. */
  until(matches: (received: string) => boolean, deadlineMs?: number): Promise<string>;
  closed(deadlineMs?: number): Promise<void>;
}

export function rawVisitor(port: number): RawVisitor {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  const chunks: Buffer[] = [];
  let ended = false;
  let closed = false;
  let reset = false;
  socket.on("data", (chunk) => chunks.push(chunk));
  socket.on("end", () => {
    ended = true;
  });
  socket.on("error", (error: NodeJS.ErrnoException) => {
    reset ||= error.code === "ECONNRESET";
  });
  socket.on("close", () => {
    closed = true;
  });
  const received = () => Buffer.concat(chunks).toString("latin1");
  return {
    socket,
    get received() {
      return received();
    },
    get ended() {
      return ended;
    },
    get reset() {
      return reset;
    },
    write: (text) => void socket.write(text, "latin1"),
    until: (matches, deadlineMs = 3_000) =>
      waitFor(() => (matches(received()) ? received() || " " : ""), {
        deadlineMs,
        what: "an expected answer",
      }),
    closed: async (deadlineMs = 3_000) => {
      await waitFor(() => ended || closed, { deadlineMs, what: "the end of the connection" });
    },
    async [Symbol.asyncDispose]() {
      socket.destroy();
    },
  };
}

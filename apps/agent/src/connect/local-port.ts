import { createServer, type Server, type Socket } from "node:net";
import type { Clock, Timer } from "@homeport/platform";
import { type Mux, maxConnectStreams } from "@homeport/tunnel";
import { AgentError } from "../errors.ts";
import { isErrno } from "../state/private-file.ts";
import { type JoinOutcome, joinSocket } from "./join-socket.ts";

export interface LocalPortParts {
  readonly clock: Clock;
  readonly appId: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly outcome: JoinOutcome;
  /** A connection was closed because as many are open as may be. */
  onFull(): void;
}

/** A port of this machine whose connections go to an app. */
export interface LocalPort extends AsyncDisposable {
  readonly port: number;
  /** Connections go over this session from now on; null while there is none. */
  use(mux: Mux | null): void;
}

/** A connection that comes while there is no session waits so long for one. */
const waitMs = 5_000;

/**
 * Listens on 127.0.0.1 whether there is a session or not. Throws LOCAL_PORT_TAKEN. Connections wait shortly for a
 * session, unread, and are reset when none comes.
 */
export async function openLocalPort(parts: LocalPortParts): Promise<LocalPort> {
  const sockets = new Set<Socket>();
  const waiting = new Map<Socket, Timer>();
  let mux: Mux | null = null;
  let closed = false;

  const server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true });
  server.on("connection", (socket) => {
    socket.on("error", () => undefined);
    if (closed || sockets.size >= maxConnectStreams) {
      socket.resetAndDestroy();
      if (!closed) parts.onFull();
      return;
    }
    sockets.add(socket);
    socket.once("close", () => {
      sockets.delete(socket);
      waiting.get(socket)?.cancel();
      waiting.delete(socket);
    });
    join(socket);
  });

  function join(socket: Socket): void {
    const refusal = mux === null ? "closed" : joinSocket(socket, mux, parts.appId, parts.outcome);
    if (refusal === null) {
      socket.resume();
    } else if (refusal === "too-many-streams" || refusal === "over-budget") {
      socket.resetAndDestroy();
      parts.onFull();
    } else {
      waiting.set(
        socket,
        parts.clock.after(waitMs, () => socket.resetAndDestroy()),
      );
    }
  }

  const port = await listen(server, parts.port);
  return {
    port,
    use(next) {
      mux = next;
      if (next === null) return;
      const held = [...waiting];
      waiting.clear();
      for (const [socket, timer] of held) {
        timer.cancel();
        if (!socket.destroyed) join(socket);
      }
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      const over = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.resetAndDestroy();
      await over;
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => {
      const taken = isErrno(cause, "EADDRINUSE") || isErrno(cause, "EACCES");
      reject(taken ? new AgentError("LOCAL_PORT_TAKEN", { detail: `port ${port}`, cause }) : cause);
    });
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

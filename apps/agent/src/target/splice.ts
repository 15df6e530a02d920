import type { Socket } from "node:net";
import { type MuxStream, rstCodes, type StreamEnd, type StreamEvents } from "@homeport/tunnel";
import { isErrno } from "../state/private-file.ts";
import {
  type ConnectHow,
  connectTarget,
  isSecuredLater,
  readyEvent,
  secureTarget,
  targetConnectMs,
} from "./connect.ts";
import type { Target } from "./target.ts";
import { type ConnectionUser, TargetConnection } from "./target-connection.ts";
import type { TargetPool } from "./target-pool.ts";

/** What became of the connection to a target: null when it was made, else the name of the failure. */
export type ConnectResult = (
  failure: "TARGET_REFUSED" | "TARGET_UNREACHABLE" | "TARGET_TIMEOUT" | null,
) => void;

export interface SpliceOptions {
  /** Connections are kept under it. */
  readonly key: string;
  /** Null where each stream has a connection of its own. */
  readonly pool: TargetPool | null;
  readonly how: ConnectHow;
  readonly onConnect: ConnectResult;
  /** The stream is over. */
  readonly onClose: () => void;
}

/**
 * Carries one stream to its target and back without looking at the bytes. Modes:
 *
 * - preceding: a connection in the clear is being made, on which something goes ahead of TLS; bytes
 *   wait here. It leads to connecting.
 * - connecting: bytes wait in the socket; a failure here is RST 2, 3 or 4, nothing was delivered.
 * - open: both directions flow. Credit goes back when the socket has taken the bytes. The end of
 *   one side becomes FIN and leaves the other direction open.
 * - closed: the stream ended. RELEASE hands the connection to the pool, anything else destroys it.
 *
 * A connection from the pool that breaks before a byte was written to it is replaced by a fresh one
 * without a word; after that the failure is the target's.
 */
export function spliceStream(stream: MuxStream, target: Target, options: SpliceOptions): void {
  const kept = options.pool?.take(options.key) ?? null;
  new Splice(stream, target, options, kept).begin();
}

class Splice implements StreamEvents, ConnectionUser {
  readonly #stream: MuxStream;
  readonly #target: Target;
  readonly #options: SpliceOptions;
  #connection: TargetConnection;
  #reused: boolean;
  #connected: boolean;
  #answered = false;
  /** Bytes handed to the socket while it was connecting: not delivered until it is. */
  #heldBytes = 0;
  /** Bytes that wait until what goes ahead of TLS has gone. */
  #preceding: Buffer[] | null;
  #ended = false;
  /** Bytes that the socket took without having room: their credit waits for its drain. */
  #owedBytes = 0;

  constructor(
    stream: MuxStream,
    target: Target,
    options: SpliceOptions,
    kept: TargetConnection | null,
  ) {
    this.#stream = stream;
    this.#target = target;
    this.#options = options;
    this.#reused = kept !== null;
    this.#connected = kept !== null;
    this.#preceding = kept === null && isSecuredLater(target, options.how) ? [] : null;
    this.#connection = kept ?? this.#adopt(connectTarget(target, options.how));
  }

  begin(): void {
    this.#connection.serve(this);
    this.#stream.listen(this);
    if (this.#connected) this.#stream.accept();
  }

  /** A socket that is being connected. */
  #adopt(socket: Socket): TargetConnection {
    socket.setTimeout(targetConnectMs, this.#onTimeout);
    if (this.#preceding !== null) socket.once("connect", this.#onPreceded);
    else socket.once(readyEvent(this.#target), this.#onConnect);
    return new TargetConnection(socket, this);
  }

  #disown(connection: TargetConnection): void {
    const { socket } = connection;
    socket.setTimeout(0);
    socket.off("timeout", this.#onTimeout);
    socket.off("connect", this.#onPreceded);
    socket.off(readyEvent(this.#target), this.#onConnect);
    connection.detach();
  }

  onData(bytes: Buffer): void {
    if (this.#preceding !== null) {
      this.#preceding.push(bytes);
      return;
    }
    const hasRoom = this.#connection.socket.write(bytes);
    if (this.#connected) this.#stream.markDelivered(bytes.length);
    else this.#heldBytes += bytes.length;
    if (hasRoom) this.#stream.consumed(bytes.length);
    else this.#owedBytes += bytes.length;
  }

  onEnd(): void {
    this.#ended = true;
    if (this.#preceding === null) this.#connection.socket.end();
  }

  onDrain(): void {
    this.#connection.socket.resume();
  }

  onClose(end: StreamEnd): void {
    const { socket } = this.#connection;
    this.#options.onClose();
    const { pool, key } = this.#options;
    const reusable = end.kind === "released" && this.#connected && this.#answered && pool !== null;
    if (reusable && socket.writableLength === 0) {
      // Its last bytes may have found the stream full; a kept connection always flows.
      if (socket.isPaused()) socket.resume();
      pool.keep(key, this.#connection);
    } else {
      this.#connection.end(end.kind === "ended" ? "flushed" : "at-once");
    }
  }

  heard(bytes: Buffer): void {
    this.#answered = true;
    if (!this.#stream.write(bytes)) this.#connection.socket.pause();
  }

  drained(): void {
    this.#stream.consumed(this.#owedBytes);
    this.#owedBytes = 0;
  }

  fell(): void {
    if (this.#mayReplace()) this.#replace();
    else this.#stream.end();
  }

  broke(error: Error): void {
    if (this.#mayReplace()) this.#replace();
    else if (this.#connected) this.#fail("TARGET_RESET");
    else if (isErrno(error, "ECONNREFUSED")) this.#fail("TARGET_REFUSED");
    else this.#fail(isRefusedEverywhere(error) ? "TARGET_REFUSED" : "TARGET_UNREACHABLE");
  }

  gone(): void {
    // A close without an end or an error is a connection that was cut under us.
    const { socket } = this.#connection;
    if (!this.#stream.closed && !socket.readableEnded) this.#fail("TARGET_RESET");
  }

  readonly #onPreceded = (): void => {
    const waiting = this.#preceding ?? [];
    const { socket } = this.#connection;
    this.#preceding = null;
    this.#disown(this.#connection);
    this.#connection = this.#adopt(secureTarget(this.#target, socket, this.#options.how));
    for (const bytes of waiting) this.onData(bytes);
    if (this.#ended) this.#connection.socket.end();
  };

  readonly #onConnect = (): void => {
    const { socket } = this.#connection;
    this.#connected = true;
    socket.setTimeout(0);
    socket.off("timeout", this.#onTimeout);
    this.#options.onConnect(null);
    this.#stream.accept();
    this.#stream.markDelivered(this.#heldBytes);
    this.#heldBytes = 0;
  };

  readonly #onTimeout = (): void => this.#fail("TARGET_TIMEOUT");

  #mayReplace(): boolean {
    return this.#reused && !this.#answered && this.#stream.deliveredBytes === 0;
  }

  #replace(): void {
    this.#connection.end("at-once");
    this.#reused = false;
    this.#connected = false;
    this.#connection = this.#adopt(connectTarget(this.#target, this.#options.how));
  }

  #fail(name: "TARGET_REFUSED" | "TARGET_UNREACHABLE" | "TARGET_TIMEOUT" | "TARGET_RESET"): void {
    if (name !== "TARGET_RESET") this.#options.onConnect(name);
    this.#stream.reset(rstCodes[name]);
  }
}

/** Both families of `localhost` refused: Node wraps the two errors in one. */
function isRefusedEverywhere(error: Error): boolean {
  return (
    error instanceof AggregateError &&
    error.errors.length > 0 &&
    error.errors.every((each) => isErrno(each, "ECONNREFUSED"))
  );
}

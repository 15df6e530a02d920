import type { Socket } from "node:net";
import { type MuxStream, rstCodes, type StreamEnd } from "@homeport/tunnel";
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

class Splice {
  readonly #stream: MuxStream;
  readonly #target: Target;
  readonly #options: SpliceOptions;
  #socket: Socket;
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

  constructor(stream: MuxStream, target: Target, options: SpliceOptions, kept: Socket | null) {
    this.#stream = stream;
    this.#target = target;
    this.#options = options;
    this.#reused = kept !== null;
    this.#connected = kept !== null;
    this.#socket = kept ?? connectTarget(target, options.how);
    this.#preceding = kept === null && isSecuredLater(target, options.how) ? [] : null;
  }

  begin(): void {
    this.#attach();
    this.#stream.listen({
      onData: (bytes) => this.#toTarget(bytes),
      onEnd: () => this.#end(),
      onDrain: () => this.#socket.resume(),
      onClose: (end) => this.#close(end),
    });
    if (this.#connected) this.#stream.accept();
  }

  #attach(): void {
    const socket = this.#socket;
    if (!this.#connected) {
      socket.setTimeout(targetConnectMs, this.#onTimeout);
      if (this.#preceding !== null) socket.once("connect", this.#onPreceded);
      else socket.once(readyEvent(this.#target), this.#onConnect);
    }
    socket.on("data", this.#onData);
    socket.on("drain", this.#onDrain);
    socket.on("end", this.#onEnd);
    socket.on("error", this.#onError);
    socket.on("close", this.#onClose);
    socket.resume();
  }

  #detach(): void {
    const socket = this.#socket;
    socket.setTimeout(0);
    socket.off("timeout", this.#onTimeout);
    socket.off("connect", this.#onPreceded);
    socket.off(readyEvent(this.#target), this.#onConnect);
    socket.off("data", this.#onData);
    socket.off("drain", this.#onDrain);
    socket.off("end", this.#onEnd);
    socket.off("error", this.#onError);
    socket.off("close", this.#onClose);
  }

  #toTarget(bytes: Buffer): void {
    if (this.#preceding !== null) {
      this.#preceding.push(bytes);
      return;
    }
    const hasRoom = this.#socket.write(bytes);
    if (this.#connected) this.#stream.markDelivered(bytes.length);
    else this.#heldBytes += bytes.length;
    if (hasRoom) this.#stream.consumed(bytes.length);
    else this.#owedBytes += bytes.length;
  }

  #end(): void {
    this.#ended = true;
    if (this.#preceding === null) this.#socket.end();
  }

  #onPreceded = (): void => {
    const waiting = this.#preceding ?? [];
    this.#preceding = null;
    this.#detach();
    this.#socket = secureTarget(this.#target, this.#socket, this.#options.how);
    this.#attach();
    for (const bytes of waiting) this.#toTarget(bytes);
    if (this.#ended) this.#socket.end();
  };

  #onConnect = (): void => {
    this.#connected = true;
    this.#socket.setTimeout(0);
    this.#socket.off("timeout", this.#onTimeout);
    this.#options.onConnect(null);
    this.#stream.accept();
    this.#stream.markDelivered(this.#heldBytes);
    this.#heldBytes = 0;
  };

  #onTimeout = (): void => this.#fail("TARGET_TIMEOUT");

  #onData = (bytes: Buffer): void => {
    this.#answered = true;
    if (!this.#stream.write(bytes)) this.#socket.pause();
  };

  #onDrain = (): void => {
    this.#stream.consumed(this.#owedBytes);
    this.#owedBytes = 0;
  };

  #onEnd = (): void => {
    if (this.#mayReplace()) this.#replace();
    else this.#stream.end();
  };

  #onError = (error: Error): void => {
    if (this.#mayReplace()) this.#replace();
    else if (this.#connected) this.#fail("TARGET_RESET");
    else if (isErrno(error, "ECONNREFUSED")) this.#fail("TARGET_REFUSED");
    else this.#fail(isRefusedEverywhere(error) ? "TARGET_REFUSED" : "TARGET_UNREACHABLE");
  };

  #onClose = (): void => {
    // A close without an end or an error is a connection that was cut under us.
    if (!this.#stream.closed && !this.#socket.readableEnded) this.#fail("TARGET_RESET");
  };

  #mayReplace(): boolean {
    return this.#reused && !this.#answered && this.#stream.deliveredBytes === 0;
  }

  #replace(): void {
    this.#detach();
    this.#socket.on("error", () => undefined);
    this.#socket.destroy();
    this.#reused = false;
    this.#connected = false;
    this.#socket = connectTarget(this.#target, this.#options.how);
    this.#attach();
  }

  #fail(name: "TARGET_REFUSED" | "TARGET_UNREACHABLE" | "TARGET_TIMEOUT" | "TARGET_RESET"): void {
    if (name !== "TARGET_RESET") this.#options.onConnect(name);
    this.#stream.reset(rstCodes[name]);
  }

  #close(end: StreamEnd): void {
    this.#detach();
    this.#options.onClose();
    const { pool, key } = this.#options;
    const reusable = end.kind === "released" && this.#connected && this.#answered && pool !== null;
    if (reusable && this.#socket.writableLength === 0) {
      pool.keep(key, this.#socket);
      return;
    }
    this.#socket.on("error", () => undefined);
    if (end.kind === "ended") this.#socket.destroySoon();
    else this.#socket.destroy();
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

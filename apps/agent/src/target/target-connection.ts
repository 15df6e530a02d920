import type { Socket } from "node:net";

/** Whom a connection tells what happens on it: the stream that it serves, or the pool while it serves none. */
export interface ConnectionUser {
  /** Bytes of the target's. */
  heard(bytes: Buffer): void;
  /** What was written has gone; there is room for more. */
  drained(): void;
  /** The target says no more. */
  fell(): void;
  broke(error: Error): void;
  gone(): void;
}

/**
 * A connection to a target from one exchange to the next. Its socket's listeners are attached once, and it flows unless
 * whom it serves has stopped it: an exchange neither attaches nor removes anything.
 */
export class TargetConnection {
  readonly socket: Socket;
  #user: ConnectionUser;

  constructor(socket: Socket, user: ConnectionUser) {
    this.socket = socket;
    this.#user = user;
    socket.on("data", this.#onData);
    socket.on("drain", this.#onDrain);
    socket.on("end", this.#onEnd);
    socket.on("error", this.#onError);
    socket.on("close", this.#onClose);
  }

  /** From here on only `user` is told. */
  serve(user: ConnectionUser): void {
    this.#user = user;
  }

  /** Takes the listeners off again, for a socket that goes on as something else. */
  detach(): void {
    this.socket.off("data", this.#onData);
    this.socket.off("drain", this.#onDrain);
    this.socket.off("end", this.#onEnd);
    this.socket.off("error", this.#onError);
    this.socket.off("close", this.#onClose);
  }

  /** Ends it at once, or after what was written has gone; nobody is told any more. */
  end(how: "at-once" | "flushed"): void {
    this.#user = nobody;
    if (how === "flushed") this.socket.destroySoon();
    else this.socket.destroy();
  }

  readonly #onData = (bytes: Buffer): void => this.#user.heard(bytes);
  readonly #onDrain = (): void => this.#user.drained();
  readonly #onEnd = (): void => this.#user.fell();
  readonly #onError = (error: Error): void => this.#user.broke(error);
  readonly #onClose = (): void => this.#user.gone();
}

const ignore = (): void => undefined;
const nobody: ConnectionUser = {
  heard: ignore,
  drained: ignore,
  fell: ignore,
  broke: ignore,
  gone: ignore,
};

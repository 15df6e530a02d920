import { type IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { answerFields } from "../transport/answer-fields.ts";
import type { AnswerHead } from "../transport/answer-head.ts";
import { valuesOf } from "../transport/fields.ts";
import type { SwitchedConnection, UpgradeVisitor } from "../transport/visitor.ts";
import { HttpVisitor, type HttpVisitorOptions } from "./http-visitor.ts";

/** More than any client sends before it was answered. */
const maxEarlyBytes = 64 * 1024;

export interface UpgradeVisitorOptions extends HttpVisitorOptions {
  /** The connection now belongs to another protocol. */
  readonly onSwitched: () => void;
}

/**
 * A visitor who asked for another protocol. `node:http` hands over the bare socket, so a response is
 * bound to it by hand for every answer that is not a 101. What the visitor sends early is kept back: until
 * the target has agreed it would read as a second request.
 */
export class HttpUpgradeVisitor extends HttpVisitor implements UpgradeVisitor {
  readonly #socket: Socket;
  readonly #response: ServerResponse;
  readonly #options: UpgradeVisitorOptions;
  readonly #early: Buffer[] = [];
  #earlyBytes = 0;

  constructor(
    request: IncomingMessage,
    socket: Socket,
    firstBytes: Buffer,
    options: UpgradeVisitorOptions,
  ) {
    const response = bindResponse(request, socket);
    super(request, response, options);
    this.#socket = socket;
    this.#response = response;
    this.#options = options;
    if (firstBytes.length > 0) this.#keep(firstBytes);
    socket.on("drain", this.#onSocketDrain);
    socket.on("data", this.#keep);
    socket.on("end", this.#onEarlyEnd);
  }

  switchProtocols(head: AnswerHead): SwitchedConnection {
    const socket = this.#socket;
    this.#response.detachSocket(socket);
    socket.off("drain", this.#onSocketDrain);
    socket.off("data", this.#keep);
    socket.off("end", this.#onEarlyEnd);
    this.countSwitch();
    socket.write(this.#writeHead(head), "latin1");
    this.#options.onSwitched();
    return {
      socket,
      early: this.#early,
      onBytesOut: (byteCount) => {
        this.tally.bytesOut += byteCount;
      },
    };
  }

  #writeHead(head: AnswerHead): string {
    const { requestId, filter } = this.#options;
    const fields = answerFields(head.fields, { requestId, trailersFollow: false, filter });
    for (const protocol of valuesOf(head.fields, "upgrade")) fields.push("Upgrade", protocol);
    fields.push("Connection", "Upgrade");
    let text = `HTTP/1.1 101 ${head.reason}\r\n`;
    for (let at = 0; at + 1 < fields.length; at += 2)
      text += `${fields[at]}: ${fields[at + 1]}\r\n`;
    return `${text}\r\n`;
  }

  readonly #keep = (bytes: Buffer): void => {
    this.#early.push(bytes);
    this.#earlyBytes += bytes.length;
    if (this.#earlyBytes > maxEarlyBytes) this.#socket.pause();
  };

  /** Who ends before an answer has left; afterwards an end is half of the conversation. */
  readonly #onEarlyEnd = (): void => {
    this.#socket.destroy();
  };

  readonly #onSocketDrain = (): void => {
    this.#response.emit("drain");
  };
}

/** The response has no server behind it: its end ends the connection, and nothing follows on that. */
function bindResponse(request: IncomingMessage, socket: Socket): ServerResponse {
  const response = new ServerResponse(request);
  response.assignSocket(socket);
  response.shouldKeepAlive = false;
  response.on("finish", () => socket.destroySoon());
  return response;
}
